import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { renderSheet } from '../../src/outputs/sheet/renderSheet.ts'
import type { Sheet } from '../../src/outputs/sheet/sheet.ts'
import { candidates, generation, largeSheet, sampleSheet, writeSampleMedia } from './sampleSheet.ts'
import { earlier, NEW_SHIRT, takesSheet } from './sampleTakes.ts'

const CHROMIUM_SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let folder: string
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'retake-sheet-'))
  await writeSampleMedia(folder)
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: CHROMIUM_SWITCHES })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

interface Visit {
  readonly page: Page
  /** Everything the page asked for, itself included. */
  readonly requests: string[]
  /** What the browser complained of: blocked content, missing files. */
  readonly complaints: string[]
}

async function visit(sheet: Sheet, width: number): Promise<Visit> {
  const path = join(folder, 'sheet.html')
  await writeFile(path, renderSheet(sheet))
  const page = await browser.newPage({ viewport: { width, height: 800 } })
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('console', (message) => complaints.push(message.text()))
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`))
  await page.goto(pathToFileURL(path).href)
  return { page, requests, complaints }
}

/** Asked from outside: what polls in the page is stopped by its policy. */
async function until(page: Page, expression: string): Promise<void> {
  await expect.poll(() => page.evaluate(expression), { timeout: 20_000 }).toBe(true)
}

/** Reads a number that the page computes. */
async function measure(page: Page, expression: string): Promise<number> {
  return Number(await page.evaluate(expression))
}

test.each([
  ['one pass', sampleSheet],
  ['several takes', takesSheet],
])(
  'the page asks for nothing but media beside it, and the browser has nothing to complain of: %s',
  async (_, sheet) => {
    const { page, requests, complaints } = await visit(sheet(), 1280)
    await page.evaluate('for (const image of document.images) image.loading = "eager"')
    await until(page, '[...document.images].every((image) => image.complete && image.naturalWidth > 0)')
    await page.locator('video').first().scrollIntoViewIfNeeded()
    await until(page, '[...document.querySelectorAll("video")].some((video) => video.readyState >= 1)')
    expect(complaints).toEqual([])
    const beside = pathToFileURL(`${folder}/`).href
    expect(requests.filter((url) => !url.startsWith(beside) && url !== 'data:,')).toEqual([])
    expect(await measure(page, 'document.scripts.length')).toBe(0)
    await page.close()
  },
  30_000,
)

test('scripts cannot run even if one got in', async () => {
  const path = join(folder, 'forced.html')
  const page = await browser.newPage()
  const forced = renderSheet(sampleSheet()).replace('<main>', '<main><script>document.title = "ran"</script>')
  await writeFile(path, forced)
  await page.goto(pathToFileURL(path).href)
  expect(await page.title()).toBe('TEAS1-V0-1 · contact sheet')
  await page.close()
}, 30_000)

test.each([360, 390, 768, 1440])(
  'nothing overflows sideways at %i pixels',
  async (width) => {
    const word = 'W'.repeat(300)
    const sheet = sampleSheet()
    const long = generation({
      nodeId: 99,
      title: word,
      prompt: `${word} {"${word}`,
      parameters: [{ name: word, value: word }],
      inputs: [{ role: 'reference', label: word, href: null }],
      picks: [{ gate: 1, gateTitle: word, slot: 1, by: 'approved', passes: false }],
      waitingGates: [{ gate: 1, title: word }],
      candidates: candidates([1, 2], 'media/still').map((each) => ({ ...each, rejected: word })),
      earlierTakes: [
        earlier({
          how: word,
          candidates: candidates([1, 2], 'media/still').map((each) => ({ ...each, rejected: word })),
          changes: [
            { field: word, words: null, before: word, after: word, explanation: null },
            {
              ...NEW_SHIRT,
              words: [
                { text: word, is: 'removed' },
                { text: word, is: 'added' },
              ],
            },
            { ...NEW_SHIRT, explanation: word },
          ],
        }),
      ],
      error: { errorType: word, slots: [], attempts: 1, message: word, strategy: word },
    })
    const tabs = [{ name: word, generations: [long] }, ...sheet.tabs, ...takesSheet().tabs]
    const { page } = await visit({ ...sheet, workflow: word, receipt: word, tabs }, width)
    expect(await measure(page, 'document.documentElement.scrollWidth')).toBe(width)
    await page.close()
  },
  30_000,
)

test('frames keep their place before any picture has arrived', async () => {
  const { page } = await visit(sampleSheet(), 1280)
  const height = await measure(page, 'document.documentElement.scrollHeight')
  await page.evaluate('for (const image of document.images) image.loading = "eager"')
  await until(page, '[...document.images].every((image) => image.complete)')
  expect(await measure(page, 'document.documentElement.scrollHeight')).toBe(height)
  await page.close()
}, 30_000)

test.each([
  [1440, 'beside'],
  [768, 'beside'],
  [390, 'below'],
])(
  'at %i pixels an earlier take is half as large, slot by slot, with what changed %s it',
  async (width, place) => {
    const { page } = await visit(takesSheet(), width)
    const box = async (selector: string) => (await page.locator(selector).first().boundingBox())!
    const [now, before, changes] = [
      await box('.pictures > .frames .frame'),
      await box('.earlier .frame'),
      await box('.changes'),
    ]
    expect(before.width / now.width).toBeGreaterThan(0.4)
    expect(before.width / now.width).toBeLessThan(0.55)
    expect(before.x).toBe(now.x)
    expect(changes.y > before.y + before.height).toBe(place === 'below')
    await page.close()
  },
  30_000,
)

test('a rejected candidate is struck, and comes back to be looked at', async () => {
  const { page } = await visit(takesSheet(), 1280)
  const frame = page.locator('.rejected .frame').first()
  const opacity = () =>
    measure(page, 'getComputedStyle(document.querySelector(".rejected .frame").firstElementChild).opacity')
  await frame.scrollIntoViewIfNeeded()
  expect(await opacity()).toBeLessThan(0.5)
  await frame.hover()
  expect(await opacity()).toBe(1)
  await page.close()
}, 30_000)

test('a clip plays', async () => {
  const { page } = await visit(sampleSheet(), 1280)
  await page.evaluate('document.querySelector("video").play()')
  await until(page, 'document.querySelector("video").currentTime > 0')
  await page.close()
}, 30_000)

test('a folded prompt unfolds, and on paper it is whole', async () => {
  const { page } = await visit(sampleSheet(), 1280)
  const clipped =
    'document.querySelector(".words").scrollHeight - document.querySelector(".words").clientHeight'
  expect(await measure(page, clipped)).toBeGreaterThan(20)
  await page.emulateMedia({ media: 'print' })
  expect(await measure(page, clipped)).toBe(0)
  await page.emulateMedia({ media: 'screen' })
  await page.click('summary')
  expect(await measure(page, clipped)).toBe(0)
  await page.close()
}, 30_000)

test('it prints, with no row of frames torn by a page', async () => {
  const { page } = await visit(largeSheet(2, 4), 1280)
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []
  expect(pages.length).toBeGreaterThan(7)
  await page.emulateMedia({ media: 'print' })
  const broken = `[...document.querySelectorAll('.frames')].filter((each) => getComputedStyle(each).breakInside !== 'avoid').length`
  expect(await measure(page, broken)).toBe(0)
  await page.close()
}, 60_000)

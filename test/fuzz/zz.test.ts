/** Files that nobody meant: each is read or refused with a sentence, and everything that is done with a document ends. */
import { expect } from 'vitest'
import { createGlabsBackend } from '../../src/backends/glabs/glabs.ts'
import { describeFinding, findingsOf } from '../../src/commands/findings.ts'
import { compareDocuments } from '../../src/workflow/comparing/compareDocuments.ts'
import { type Document, readDocument } from '../../src/workflow/document.ts'
import { applyEdits, type Edit } from '../../src/workflow/edits.ts'
import { isJsonObject, type JsonPath, type JsonValue } from '../../src/workflow/json.ts'
import { mend } from '../../src/workflow/mend.ts'
import { mendWhole } from '../../src/workflow/mendWhole.ts'
import type { Wiring } from '../../src/workflow/model.ts'
import { renamed } from '../../src/workflow/renamed.ts'
import { sourceOfCopy } from '../../src/workflow/rewriting/sourceOfCopy.ts'
import { showCandidates } from '../../src/workflow/showCandidates.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentBytes } from './support/documentBytes.ts'
import { fuzz, unlessRefused } from './support/fuzz.ts'
import { hostileKey, hostileValue } from './support/hostileJson.ts'
import type { Random } from './support/random.ts'

const glabs = createGlabsBackend({ name: 'glabs', url: 'http://127.0.0.1:9', apiKey: undefined })

const readOf = (bytes: Uint8Array) => unlessRefused(() => readDocument(bytes, 'XYZG3-V0-1.nbflow'))

fuzz('a file is read, or refused with its place and what to do; written back it is the same file', {
  name: 'document reader',
  runs: 300,
  run: (random) => {
    const bytes = documentBytes(random)
    const document = readOf(bytes)
    if (document === null) return
    expect(Buffer.compare(applyEdits(document, []), bytes)).toBe(0)
  },
})

fuzz('wiring ends: its keys lead somewhere, and every finding is a sentence with what to do about it', {
  name: 'wiring and check',
  runs: 300,
  run: (random) => {
    const bytes = documentBytes(random)
    const document = readOf(bytes)
    if (document === null) return
    const wiring = wire(document)
    expectWhole(wiring)
    for (const finding of findingsOf(wiring, glabs)) {
      if (finding.message.trim() === '') throw new Error(`A finding says nothing: ${JSON.stringify(finding)}`)
      if (
        describeFinding(finding).includes('undefined') &&
        !new TextDecoder().decode(bytes).includes('undefined')
      )
        throw new Error(`A finding says "undefined": ${describeFinding(finding)}`)
      if (finding.severity === 'error') expect(finding.mend, finding.code).toMatch(/\S/)
    }
  },
})

function expectWhole({ generations, gates }: Wiring): void {
  const keys = new Set(generations.map(({ key }) => key))
  const gateKeys = new Set(gates.map(({ key }) => key))
  expect(keys.size).toBe(generations.length)
  expect(gateKeys.size).toBe(gates.length)
  for (const { inputs, gates: own, slotCount, timeoutMs } of generations) {
    expect(Number.isSafeInteger(slotCount) && slotCount > 0 && timeoutMs > 0 && timeoutMs < 2 ** 31).toBe(
      true,
    )
    for (const input of inputs) {
      if (input.from === 'generation' && !keys.has(input.generation))
        throw new Error(`No ${input.generation}`)
    }
    for (const gate of own) if (!gateKeys.has(gate)) throw new Error(`No gate ${gate}`)
  }
}

fuzz('mending ends, leaves a file that is read, and finds nothing to do a second time', {
  name: 'check --fix',
  runs: 250,
  run: (random) => {
    const document = readOf(documentBytes(random))
    if (document === null) return
    const { bytes } = mendWhole(document, { name: 'XYZG3-V0-1' })
    const mended = readDocument(bytes, 'XYZG3-V0-1.nbflow')
    expect(mend(mended, { name: 'XYZG3-V0-1' }).mends).toEqual([])
  },
})

fuzz('an edit anywhere, to anything: the file says so and is sound, or the edit is refused', {
  name: 'lossless edits',
  runs: 300,
  run: (random) => {
    const document = readOf(documentBytes(random))
    if (document === null) return
    const edits = Array.from({ length: 1 + random.below(6) }, () => editOf(document, random))
    const written = unlessRefused(() => applyEdits(document, edits))
    // An edit can take the nodes away, or the graph.
    if (written !== null) unlessRefused(() => readDocument(written, 'XYZG3-V0-1.nbflow'))
    if (written !== null) JSON.parse(new TextDecoder().decode(written))
  },
})

function editOf({ value }: Document, random: Random): Edit {
  const path: (string | number)[] = []
  let inner: JsonValue | undefined = value
  while (typeof inner === 'object' && inner !== null && path.length < 12) {
    const keys: string[] = Object.keys(inner)
    if (keys.length === 0 || random.oneIn(6)) break
    const key: string = random.pick(keys)
    path.push(isJsonObject(inner) ? key : Number(key))
    inner = isJsonObject(inner) ? inner[key] : (inner as readonly JsonValue[])[Number(key)]
  }
  if (path.length === 0 || random.oneIn(8)) path.push(isJsonObject(inner) ? hostileKey(random) : 0)
  const isRemoval = random.oneIn(5)
  return { path: path as JsonPath, value: isRemoval ? undefined : (hostileValue(random) as JsonValue) }
}

fuzz('a generated file is drawn of any source, compared with it, and taken back to it', {
  name: 'showing and comparing',
  runs: 250,
  run: (random) => {
    const document = readOf(documentBytes(random))
    if (document === null) return
    const wiring = wire(document)
    process.stdout.write(`after const wiring = wire(document) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const isSound = wiring.findings.every(({ severity }) => severity !== 'error')
    process.stdout.write(`after const isSound = wiring.findings.every(({ severity }) => seve ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const draw = () => applyEdits(document, shownEdits(document, wiring, random))
    process.stdout.write(`after const draw = () => applyEdits(document, shownEdits(document, ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    // What check lets through has to be drawn: by then it is paid.
    const bytes = isSound ? draw() : unlessRefused(draw)
    process.stdout.write(`after const bytes = isSound ? draw() : unlessRefused(draw) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    if (bytes === null) return
    process.stdout.write(`after if (bytes === null) return ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const shown = readDocument(bytes, 'generated.nbflow')
    process.stdout.write(`after const shown = readDocument(bytes, 'generated.nbflow') ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const difference = compareDocuments(document, shown)
    process.stdout.write(`after const difference = compareDocuments(document, shown) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    for (const { message } of difference.wiring) expect(message).toMatch(/\S/)
    const rebase = (url: string) => `../${url}`
    process.stdout.write(`after const rebase = (url: string) => ../{url} ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const edits = sourceOfCopy(shown, document, { kept: new Set(), rebase, ofWeb: (url) => url })
    process.stdout.write(`after const edits = sourceOfCopy(shown, document, { kept: new Set( ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const takeBack = () => applyEdits(shown, edits)
    process.stdout.write(`after const takeBack = () => applyEdits(shown, edits) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const copy = isSound ? takeBack() : unlessRefused(takeBack)
    process.stdout.write(`after const copy = isSound ? takeBack() : unlessRefused(takeBack) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    if (copy !== null) readDocument(copy, 'copy.nbflow')
    process.stdout.write(`after if (copy !== null) readDocument(copy, 'copy.nbflow') ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    readDocument(renamed(document, 'XYZG3-V0-2', rebase), 'renamed.nbflow')
    process.stdout.write(`after readDocument(renamed(document, 'XYZG3-V0-2', rebase), 'renam ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    const other = readOf(documentBytes(random))
    process.stdout.write(`after const other = readOf(documentBytes(random)) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
    if (other !== null) compareDocuments(document, other)
    process.stdout.write(`after if (other !== null) compareDocuments(document, other) ${Math.round(performance.now())} ${Math.round(process.memoryUsage.rss()/1e6)}\n`)
  },
})

function shownEdits(document: Document, { generations, gates }: Wiring, random: Random): Edit[] {
  const candidates = [1, 2].map((slot) => ({ slot, url: random.pick(['a.png', 'https://x/b.png', '']) }))
  const by = random.pick(['approved', 'auto'] as const)
  return showCandidates(
    document,
    {
      generations: generations.slice(0, 50).map(({ tab, nodeId, row }) => {
        return { tab, nodeId, rows: [{ row, candidates }], previewUrl: candidates[0]!.url }
      }),
      gates: gates.slice(0, 50).map(({ tab, nodeId, row }) => {
        const pick = random.oneIn(2) ? { slot: 1, by } : null
        return { tab, nodeId, rows: [{ row, candidates, pick }], passes: random.oneIn(2) }
      }),
    },
    (url) => `../${url}`,
  )
}

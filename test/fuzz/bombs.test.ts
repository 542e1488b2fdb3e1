/** Small files that ask for very much: each ends, within the memory of a small machine, with a sentence or an answer. */
import { expect, test } from 'vitest'
import { failureOfTask } from '../../src/backends/glabs/failures.ts'
import { createGlabsBackend } from '../../src/backends/glabs/glabs.ts'
import { findingsOf } from '../../src/commands/findings.ts'
import { nameNodes } from '../../src/workflow/address.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits } from '../../src/workflow/edits.ts'
import { safeFileName } from '../../src/workflow/fileName.ts'
import { mendWhole } from '../../src/workflow/mendWhole.ts'
import { promptBook } from '../../src/workflow/rewriting/promptBook.ts'
import { matchesOf, replaceAll } from '../../src/workflow/rewriting/replacements.ts'
import { wire } from '../../src/workflow/wire.ts'
import { documentOf, image, prompt, template } from '../workflow/buildWorkflow.ts'
import { MENDED, READ, WIRED } from './support/bombs.ts'
import { unlessRefused } from './support/fuzz.ts'
import { watch } from './support/watch.mjs'

const LIMITS = { mostCpuMs: 12_000, mostWallMs: 600_000, mostBytes: 1_200_000_000 }
const PATIENCE = { timeout: 600_000 }

const glabs = createGlabsBackend({ name: 'glabs', url: 'http://127.0.0.1:9', apiKey: undefined })
const read = (text: string) => readDocument(new TextEncoder().encode(text), 'XYZG3-V0-1.nbflow')

/** Ends the process, with the name of the test, where `work` does not end. */
async function within<Answer>(name: string, work: () => Answer): Promise<Answer> {
  const dog = watch(name, LIMITS)
  dog.begin(0)
  try {
    return work()
  } finally {
    await dog.end()
  }
}

test.each(Object.entries(WIRED))('%s: wired and checked', PATIENCE, async (name, text) => {
  const findings = await within(name, () => findingsOf(wire(read(text())), glabs))
  expect(findings.length).toBeLessThan(20_000)
  expect(findings.reduce((sum, { message }) => sum + message.length, 0)).toBeLessThan(5_000_000)
})

test.each(Object.entries(MENDED))('%s: mended', PATIENCE, async (name, text) => {
  const { bytes } = await within(name, () => mendWhole(read(text())))
  expect(read(new TextDecoder().decode(bytes)).tabs).toHaveLength(1)
})

test.each(Object.entries(READ))('%s: refused', PATIENCE, async (name, text) => {
  expect(await within(name, () => unlessRefused(() => read(text())))).toBeNull()
})

test('a key of 20 MB is no trouble to an edit', PATIENCE, async () => {
  const long = `{"${'k'.repeat(20_000_000)}": 1, "tabs": [{"graphData": {}}]}`
  const bytes = await within('long key', () => applyEdits(read(long), [{ path: ['name'], value: 'b' }]))
  expect(Buffer.from(bytes.slice(-12)).toString()).toBe(`"name": "b"}`)
})

test('words that stand 200,000 times in a prompt are replaced', PATIENCE, async () => {
  const document = documentOf({ nodes: [prompt(1, 'a'.repeat(200_000)), image(2)], links: ['1 > 2.0'] })
  const behind = promptBook(document).behind('Main', 2)
  const replacement = { old: 'a', by: 'bb' }
  const [change] = await within('replace', () =>
    replaceAll([{ replacement, matches: matchesOf(replacement, behind, null) }]),
  )
  expect(change?.after).toHaveLength(400_000)
})

test('a name that fits 10,000 templates that lead nowhere is refused', PATIENCE, async () => {
  const nodes = Array.from({ length: 10_000 }, (_, id) => ({ ...template(id, '{a}', ['a']), title: 'Look' }))
  const links = nodes.slice(1).map((_, id) => `${id} > ${id + 1}.0`)
  const wiring = wire(documentOf({ nodes, links }))
  expect(await within('names', () => unlessRefused(() => nameNodes(wiring, ['look'])))).toBeNull()
})

test('marks without end make a name of a file', PATIENCE, async () => {
  const name = await within('marks', () => safeFileName(`a${'\u0301\u0323'.repeat(200_000)}`))
  expect(name.length).toBeLessThanOrEqual(60)
})

test.each([
  ['policy', `A_${'MINOR'.repeat(200_000)}a`, 500],
  ['model', `${'MODEL_NOT'.repeat(100_000)}a`, 500],
  ['marks', `a${'\u0301\u0323'.repeat(400_000)}`, 400],
])('a message of the service without end is understood: %s', PATIENCE, async (name, error, code) => {
  const task = { status: 'failed', error, error_code: code, error_detail: null }
  const failure = await within(name, () => failureOfTask(task))
  expect(failure.message).toBe(error)
})

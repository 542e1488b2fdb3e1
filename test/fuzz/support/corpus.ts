/** Documents to begin with: our examples, the messy ones, one that has everything, and ones that chance wires. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { completeWorkflow } from '../../stories/support/completeWorkflow.ts'
import {
  dynamic,
  gate,
  image,
  preview,
  prompt,
  reference,
  type TestNode,
  template,
  video,
  workflowValue,
} from '../../workflow/buildWorkflow.ts'
import type { Random } from './random.ts'

const ROOT = new URL('../../..', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'))

const SMALL: readonly unknown[] = [
  completeWorkflow('XYZG3-V0-1'),
  read('examples/messy/OLDS2-V0-3.nbflow'),
  read('test/workflow/fixtures/messy.nbflow'),
]
const LARGE: readonly unknown[] = [
  read('examples/tea/TEAS1-V0-1.nbflow'),
  read('examples/studio/STUG1-V0-1.nbflow'),
]

/** Nodes of every kind, linked by chance: rings, wrong slots, twins. */
const wired = fc
  .record({
    kinds: fc.array(fc.nat(8), { minLength: 1, maxLength: 14 }),
    ids: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 14, maxLength: 14 }),
    modes: fc.array(fc.constantFrom(0, 0, 0, 0, 2, 4), { minLength: 14, maxLength: 14 }),
    links: fc.array(fc.tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }), fc.nat(3)), {
      maxLength: 24,
    }),
    texts: fc.array(fc.constantFrom('a', '{a}', '{a}{b}', '', 'scene 3 {b}', '{"a": "{a}"}'), {
      minLength: 3,
      maxLength: 3,
    }),
    isTwice: fc.boolean(),
  })
  .map(({ kinds, ids, modes, links, texts, isTwice }) => {
    const nodes = kinds.map((kind, at) => ({
      ...nodeOf(kind, ids[at]!, texts[at % texts.length]!),
      ...(modes[at] === 0 ? {} : { mode: modes[at]! }),
    }))
    const written = links.map(([from, to, slot]) => `${from} > ${to}.${slot}`)
    const tab = { name: 'Main', nodes, links: written }
    return workflowValue(tab, ...(isTwice ? [tab] : []))
  })

function nodeOf(kind: number, id: number, text: string): TestNode {
  const made = [
    () => prompt(id, text),
    () => template(id, text, ['a', 'b']),
    () => dynamic(id, [text, 'two', 'three']),
    () => reference(id, 'a.png'),
    () => gate(id),
    () => preview(id),
    () => image(id, { _savedImages: ['a.png', 'b.png'] }),
    () => video(id, { mode: 'frames-to-video' }),
    () => ({ id, type: 'Other' }),
  ]
  return { ...made[kind]!(), title: `Scene ${id} ${['image', 'clip', 'prompt'][kind % 3]}` }
}

/** One document as a value. */
export function documentValue(random: Random): unknown {
  if (random.oneIn(40)) return random.pick(LARGE)
  if (random.oneIn(2)) return random.pick(SMALL)
  return fc.sample(wired, { numRuns: 1, seed: random.seed() })[0]
}

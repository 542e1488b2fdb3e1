/** Every field of every node changed once: what a plan would send is held against an oracle that shares no code with Retake. */
import { expect, test } from 'vitest'
import { compared, FILE, NAME, ranOnce, textOf } from './support/compared.ts'
import { type CompleteFile, completeWorkflow } from './support/completeWorkflow.ts'
import { fieldMutations, linkMutations } from './support/mutations.ts'

const MINUTES = { timeout: 180_000 }

test(
  'each field of each node changed once: reused and run is exactly what the oracle says',
  MINUTES,
  async () => {
    const stage = await ranOnce()
    const { wrong, free, paid, refused } = await compared(stage, FILE, fieldMutations(), { together: true })
    expect(wrong).toEqual([])
    // The oracle says all three, and not for a few.
    expect(Math.min(free, paid, refused)).toBeGreaterThan(50)
    expect(stage.paid()).toBe(28)
  },
)

test(
  'each link taken out, turned or bent once: reused and run is exactly what the oracle says',
  MINUTES,
  async () => {
    const stage = await ranOnce()
    const { wrong, free, paid, refused } = await compared(stage, FILE, linkMutations())
    expect(wrong).toEqual([])
    expect(Math.min(free, paid, refused)).toBeGreaterThan(10)
  },
)

test(
  'a copy of the file under another name, changed in the same fields, costs the same',
  MINUTES,
  async () => {
    const stage = await ranOnce()
    const meaning = fieldMutations().filter(({ what }) =>
      /properties\.(?!_|height|width|filename)/.test(what),
    )
    const { wrong, paid } = await compared(stage, 'COPYS1-V0-1.nbflow', meaning, { together: true })
    expect(wrong).toEqual([])
    expect(paid).toBeGreaterThan(50)
  },
)

const COSMETIC_OF_NODES = ['pos', 'size', 'flags', 'order', 'color', 'bgcolor', 'title']
const COSMETIC_PROPERTIES =
  /^(_(?!disabled|lastApprovedData)|timeout|seed|sampleCount|negativePrompt|imageCount|filename|width|height|variableName|lastData|gallery)/

/** All that only the editor sees, or that the service is not sent, changed at once. */
function redecorate({ tabs, ...around }: CompleteFile): CompleteFile {
  for (const tab of tabs) {
    const { graphData } = tab
    Object.assign(tab, { canvasState: null, drawingData: { strokes: [[1, 2]] }, saveCounter: 99 })
    Object.assign(graphData, {
      groups: [],
      config: { align: true },
      extra: {},
      version: 0.5,
      last_link_id: 400,
    })
    for (const node of graphData.nodes) {
      for (const name of COSMETIC_OF_NODES) Object.assign(node, { [name]: [`another ${name}`, node.id] })
      Object.assign(node, { title: `Another ${node.id}`, comment: 'new' })
      for (const slot of [...(node.inputs ?? []), ...(node.outputs ?? [])]) {
        Object.assign(slot, { type: 'else', label: 'else', link: null, links: null })
      }
      for (const name of Object.keys(node.properties)) {
        if (COSMETIC_PROPERTIES.test(name)) node.properties[name] = 11
      }
    }
  }
  return { ...around, name: 'ELSE', tabs }
}

test('everything cosmetic changed at once, and all it is not sent: nothing runs', async () => {
  const stage = await ranOnce()
  stage.write(FILE, textOf(redecorate(completeWorkflow(NAME))))
  const { jobs, generations } = await stage.plan(FILE)
  expect(jobs.total).toBe(0)
  expect(generations.map(({ action }) => action)).toEqual(Array(7).fill('reuse'))
})

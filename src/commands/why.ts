/** `why`: whether a generation would be reused or run, and the field that decides, old and new. */
import { z } from 'zod'
import { candidatesOf, type HeldTake } from '../engine/claims.ts'
import { type Difference, differences } from '../engine/differences.ts'
import { plan as planRun } from '../engine/plan.ts'
import type { Resolution } from '../engine/resolution.ts'
import type { Node } from '../engine/state.ts'
import { requestsOfTakes } from '../store/takes.ts'
import { nameNodes } from '../workflow/address.ts'
import type { GenerationInput } from '../workflow/model.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { actionOf, type PlannedGeneration } from './plan.ts'
import { prepare } from './prepare.ts'
import { SELECTION } from './selection.ts'
import { openSource } from './source.ts'
import { type WordChanges, wordsOf } from './wordChanges.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  nodes: z.array(z.string()).min(1).describe('Nodes: 14,23 or "Account B:14" or "scene 03 image"'),
  allTabs: SELECTION.allTabs,
  backend: z.string().optional().describe('Who would generate'),
})

type WhyInput = z.infer<typeof INPUT>

export interface WhyReport {
  readonly workflow: string
  readonly generations: readonly ExplainedGeneration[]
}

export interface ExplainedGeneration {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly row: number
  readonly action: PlannedGeneration['action']
  readonly reason: string
  /** Against the newest take; empty when that is reused, or when there is none. */
  readonly changes: readonly Change[]
}

export interface Change {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
  /** A sentence for a change that values do not tell: other bytes, another pick. Null for the others. */
  readonly explanation: string | null
  /** For texts. */
  readonly words: WordChanges | null
}

export const why: Command<WhyInput, WhyReport> = {
  name: 'why',
  summary: 'Tell why a node would run or be reused: the field that differs, old and new',
  example: 'retake why XYZG3-V0-1 14',
  input: INPUT,
  positional: ['file', 'nodes'],
  run: async (app: App, input: WhyInput, report: Report): Promise<WhyReport> => {
    const source = await openSource(app, input.file)
    const { wiring, project } = source
    const named = nameNodes(wiring, input.nodes, input)
    for (const message of named.echoes) report({ type: 'note', message })
    const asked = new Set(named.generations.map(({ key }) => key))
    const projectBackend = await project.backend(input.backend)
    const selected = new Set(wiring.generations.map(({ key }) => key))
    const prepared = await prepare(app, source, { gates: project.config.gates, selected, projectBackend })
    const { nodes, resolution } = await planRun(prepared.planOptions())
    const chosen = nodes.filter(({ generation }) => asked.has(generation.key))
    const newest = new Map(chosen.map((node) => [node, resolution.claims.held(node.generation.key).at(-1)]))
    const takeIds = [...newest.values()].flatMap((held) => (held === undefined ? [] : [held.take.id]))
    const requests = await requestsOfTakes(prepared.store.database, takeIds)
    const generations = chosen.map((node): ExplainedGeneration => {
      const { tab, nodeId, title, row } = node.generation
      const before = requests.get(newest.get(node)?.take.id ?? -1)
      const changes = before === undefined ? [] : changesOf(node, before, resolution)
      return { tab, nodeId, title, row, ...actionOf(node), changes }
    })
    return { workflow: source.name, generations }
  },
}

function changesOf(node: Node, before: string, resolution: Resolution): Change[] {
  if (node.recipe === null) return []
  return differences(JSON.parse(before), JSON.parse(node.recipe.request)).map((difference) => {
    const { field, before: old, after } = difference
    const explanation = explainMedia(difference, node, resolution)
    const isText = typeof old === 'string' && typeof after === 'string' && explanation === null
    return { field, before: old, after, explanation, words: isText ? wordsOf(old, after) : null }
  })
}

const SHA256 = /^[0-9a-f]{64}$/

/** A medium stands in a request by its hash: what it was, and what it is now, are known by name. */
function explainMedia({ before, after }: Difference, node: Node, resolution: Resolution): string | null {
  if (typeof after !== 'string' || !SHA256.test(after)) return null
  const input = node.generation.inputs[node.inputs.indexOf(after)]
  if (input === undefined) return null
  if (input.from === 'reference') {
    return before === undefined
      ? `"${input.url}" is new`
      : `other bytes behind "${input.url}" (${input.slot}), or another reference`
  }
  const held = resolution.claims.held(input.generation)
  return `the pick of ${supplierOf(input, resolution)} changed from ${candidateName(before, held)} to ${candidateName(after, held)}`
}

function supplierOf(input: Extract<GenerationInput, { from: 'generation' }>, { nodes }: Resolution): string {
  const supplier = nodes.find(({ generation }) => generation.key === input.generation)
  return supplier === undefined
    ? input.generation
    : `"${supplier.generation.title}" (node ${supplier.generation.nodeId})`
}

function candidateName(sha256: unknown, takes: readonly HeldTake[]): string {
  for (const held of takes) {
    const candidate = candidatesOf(held).find((one) => one.sha256 === sha256)
    if (candidate !== undefined) return `take ${held.number} slot ${candidate.slot}`
  }
  return sha256 === undefined ? 'none' : 'a candidate that is not there any more'
}

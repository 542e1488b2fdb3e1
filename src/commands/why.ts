/** `why`: whether a generation would be reused or run, and the field that decides, old and new. */
import { z } from 'zod'
import { differences } from '../engine/differences.ts'
import { explainMedia } from '../engine/explainMedia.ts'
import { plan as planRun } from '../engine/plan.ts'
import type { Resolution } from '../engine/resolution.ts'
import type { Node } from '../engine/state.ts'
import { requestsOfTakes } from '../store/takes.ts'
import { nameNodes } from '../workflow/address.ts'
import { type WordChanges, wordsOf } from '../workflow/wordChanges.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource } from './finding/source.ts'
import { actionOf, type PlannedGeneration } from './plan.ts'
import { prepare } from './running/prepare.ts'
import { SELECTION } from './selection.ts'

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
    if (source.note !== null) report({ type: 'note', message: source.note })
    const { wiring, project } = source
    const named = nameNodes(wiring, input.nodes, input)
    for (const message of named.echoes) report({ type: 'note', message })
    const asked = new Set(named.generations.map(({ key }) => key))
    const projectBackend = await project.backend(input.backend)
    const selected = new Set(wiring.generations.map(({ key }) => key))
    const prepared = await prepare(app, source, { gates: project.config.gates, selected, projectBackend })
    for (const message of prepared.notes) report({ type: 'note', message })
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

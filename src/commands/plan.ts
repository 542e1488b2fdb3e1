/** `plan`: what a run would do and cost, and why. Sends nothing. */
import { z } from 'zod'
import { outcomeOf } from '../engine/outcome.ts'
import { paidJobs, plan as planRun } from '../engine/plan.ts'
import type { Node } from '../engine/state.ts'
import { type Amount, usdOf } from '../store/amount.ts'
import type { MediaKind } from '../workflow/model.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource } from './finding/source.ts'
import { findingsOf, refuseErrors } from './findings.ts'
import { RUN_INPUT } from './runInput.ts'
import { errandOf } from './running/errandOf.ts'
import { freshReroll } from './running/freshTargets.ts'
import { prepare } from './running/prepare.ts'
import { priceOfPlan } from './running/prices.ts'
import { SELECTION, selectGenerations } from './selection.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  ...SELECTION,
  fresh: RUN_INPUT.shape.fresh,
  again: RUN_INPUT.shape.again,
  gates: z
    .enum(['auto', 'hold'])
    .optional()
    .describe('Gates without an approved pick: take the first sound candidate, or wait'),
  backend: z.string().optional().describe('Who would generate'),
})

type PlanInput = z.infer<typeof INPUT>

export interface PlanReport {
  readonly workflow: string
  readonly backend: string
  /** For `run --plan`. */
  readonly hash: string
  /** Paid jobs at the most: inputs that are not made yet may turn out as before. */
  readonly jobs: { readonly total: number; readonly images: number; readonly videos: number }
  /** US dollars, or null where a price is not known. */
  readonly priceUsd: number | null
  /** The same in parts: what is known of it, and how many jobs have no price. */
  readonly price: Amount
  readonly generations: readonly PlannedGeneration[]
}

export interface PlannedGeneration {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly kind: MediaKind
  readonly row: number
  readonly action: 'run' | 'adopt' | 'reuse' | 'held' | 'blocked' | 'skipped'
  readonly reason: string
  readonly jobs: number
  /** Null where an input is not made yet. */
  readonly recipe: string | null
}

export const plan: Command<PlanInput, PlanReport> = {
  name: 'plan',
  summary: 'Show what a run would do, why, and what it would cost; sends nothing',
  example: 'retake plan XYZG3-V0-1',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, input: PlanInput, report: Report): Promise<PlanReport> => {
    const source = await openSource(app, input.file)
    if (source.note !== null) report({ type: 'note', message: source.note })
    const projectBackend = await source.project.backend(input.backend)
    refuseErrors(findingsOf(source.wiring, projectBackend.backend), source)
    const { keys: selected, echoes } = selectGenerations(source.wiring, input)
    const fresh = freshReroll(source.wiring, input, selected)
    const gates = input.gates ?? source.project.config.gates
    const prepared = await prepare(app, source, { gates, selected, projectBackend })
    const asked = { command: 'plan', selection: null, selected, reroll: fresh?.reroll ?? null }
    const { errand, note } = await errandOf(prepared, asked)
    const notes = [...echoes, ...(fresh?.echoes ?? []), ...prepared.notes, note]
    for (const message of notes) if (message !== null) report({ type: 'note', message })
    const options = prepared.planOptions(errand)
    const whole = await planRun(options)
    const { nodes, jobs, hash } = whole
    const price = priceOfPlan(whole, options.price)
    const images = jobs.get('image') ?? 0
    const videos = jobs.get('video') ?? 0
    return {
      workflow: source.name,
      backend: projectBackend.name,
      hash,
      jobs: { total: images + videos, images, videos },
      priceUsd: usdOf(price),
      price,
      generations: nodes.map(planned),
    }
  },
}

function planned(node: Node): PlannedGeneration {
  const { tab, nodeId, title, kind, row } = node.generation
  const recipe = node.recipe?.hash ?? null
  return { tab, nodeId, title, kind, row, ...actionOf(node), jobs: paidJobs(node), recipe }
}

export function actionOf(node: Node): Pick<PlannedGeneration, 'action' | 'reason'> {
  const { state } = node
  if (state.is === 'run') return { action: 'run', reason: state.reason }
  if (state.is === 'adopt') return { action: 'adopt', reason: 'the file brings its candidates' }
  const { status, reason, failures } = outcomeOf(node, null)
  if (status === 'held' || status === 'blocked' || status === 'skipped')
    return { action: status, reason: reason ?? '' }
  const [failure] = failures
  if (failure !== undefined) return { action: 'blocked', reason: `${failure.errorType}: ${failure.message}` }
  return { action: 'reuse', reason: `take ${node.held?.number} is of the same recipe` }
}

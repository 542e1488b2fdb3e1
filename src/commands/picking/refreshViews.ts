/** Draws the views again from what the store holds now, after picks have changed; says what a run would then send. */
import { paidJobs } from '../../engine/plan.ts'
import { usdOf } from '../../store/amount.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import type { Source } from '../finding/source.ts'
import type { Behind } from '../running/behind.ts'
import { lastBrollFolder } from '../running/brollOutFolder.ts'
import { NOTHING_DONE, writeViews } from '../running/executePlan.ts'
import { priceOfPlan } from '../running/prices.ts'
import { standingOf } from '../running/standing.ts'
import { viewOf } from '../running/viewOf.ts'

export interface Refreshed {
  /** Absolute path of the newest generated file, brought up to date; null when there is nothing to show. */
  readonly output: string | null
  /** Absolute path of its contact sheet. */
  readonly sheet: string | null
  readonly receipt: string
  /** What a plain run would send now. */
  readonly next: NextRun
}

export interface NextRun extends Omit<Behind, 'generations'> {
  readonly generations: readonly (Behind['generations'][number] & { readonly reason: string })[]
}

export async function refreshViews(
  app: App,
  source: Source,
  options: { readonly backend?: string | undefined },
  report: Report,
): Promise<Refreshed> {
  const { prepared, planned } = await standingOf(app, source, options, report)
  const folder = await lastBrollFolder(app, prepared)
  const extras = { outFolder: folder, isFolderAsked: false, isPickOnly: true, cost: null }
  const view = await viewOf(prepared, planned.resolution, NOTHING_DONE, extras)
  const outputs = await writeViews(prepared, view)
  if (outputs.note !== null) report({ type: 'note', message: outputs.note })
  const images = planned.jobs.get('image') ?? 0
  const videos = planned.jobs.get('video') ?? 0
  const toRun = planned.nodes.flatMap((node) => {
    const { tab, nodeId, title, kind, row } = node.generation
    const jobs = paidJobs(node)
    if (jobs === 0 || node.state.is !== 'run') return []
    return [{ tab, nodeId, title, kind, row, jobs, reason: node.state.reason }]
  })
  const price = priceOfPlan(planned, prepared.planOptions().price)
  const cost = { priceUsd: usdOf(price), price }
  return {
    output: outputs.path,
    sheet: outputs.sheet,
    receipt: view.receipt,
    next: { jobs: images + videos, images, videos, ...cost, generations: toRun },
  }
}

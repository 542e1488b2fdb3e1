/** How a workflow stands now: a plan over everything, from which picks are made and views are drawn. Sends nothing. */
import { type Plan, plan } from '../../engine/plan.ts'
import { writeDecisions } from '../../engine/writeDecisions.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import type { Source } from '../finding/source.ts'
import { adoptFirst } from './adoptFirst.ts'
import { type Prepared, prepare } from './prepare.ts'

export interface Standing {
  readonly prepared: Prepared
  readonly planned: Plan
}

/**
 * What a file brings is taken in first. What is taken over from a former version is written: a pick may be on one of
 * its takes. Auto picks are not: they are made by what runs.
 */
export async function standingOf(
  app: App,
  source: Source,
  { backend }: { readonly backend?: string | undefined },
  report: Report,
): Promise<Standing> {
  const { project, wiring } = source
  const projectBackend = await project.backend(backend)
  const selected = new Set(wiring.generations.map(({ key }) => key))
  const planOnce = async () => {
    const prepared = await prepare(app, source, { gates: project.config.gates, selected, projectBackend })
    for (const message of prepared.notes) report({ type: 'note', message })
    return { prepared, planned: await plan(prepared.planOptions()) }
  }
  let standing = await planOnce()
  if (standing.planned.nodes.some(({ state }) => state.is === 'adopt')) {
    await adoptFirst(app, source, projectBackend, report)
    standing = await planOnce()
  }
  const { prepared, planned } = standing
  const { store, workflow, generationId } = prepared
  const { takeovers } = planned.resolution.decisions()
  await writeDecisions(store.database, workflow.id, { takeovers, autoPicks: [] }, generationId)
  return standing
}

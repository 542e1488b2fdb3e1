/** Runs what a command asks for: plans under the lock of the workflow, sends, draws the views. There is one such path. */
import { hasWork, type Plan, paidJobs, plan } from '../../engine/plan.ts'
import { canonicalJson } from '../../engine/recipe.ts'
import { RetakeError } from '../../errors.ts'
import { type Lock, takeLock } from '../../store/lock.ts'
import { beginReroll, endReroll } from '../../store/rerolls.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import type { Source } from '../finding/source.ts'
import { findingsOf, refuseErrors } from '../findings.ts'
import type { RunFlags } from '../runInput.ts'
import { adoptFirst } from './adoptFirst.ts'
import { type AskedErrand, errandOf, type KnownErrand } from './errandOf.ts'
import { type Executed, executePlan } from './executePlan.ts'
import { type Prepared, type PrepareOptions, prepare } from './prepare.ts'

export interface Done extends Executed {
  readonly prepared: Prepared
}

export async function runErrand(
  app: App,
  source: Source,
  asked: AskedErrand,
  input: RunFlags,
  report: Report,
): Promise<Done> {
  const { config } = source.project
  const projectBackend = await source.project.backend(input.backend)
  const findings = findingsOf(source.wiring, projectBackend.backend)
  refuseErrors(findings, source.name)
  if (asked.reroll !== null) await adoptFirst(app, source, projectBackend, report)
  const { selected } = asked
  const options = { gates: input.gates ?? config.gates, selected, projectBackend }
  const ready = await planLocked(app, source, asked, options)
  try {
    const { prepared, planned } = ready
    refuseOtherPlan(input.plan, planned.hash, source.name)
    if (input.budget !== undefined) refuseUnpriced(planned, prepared)
    if (ready.known.note !== null) report({ type: 'note', message: ready.known.note })
    const errand = await begunErrand(ready)
    const selection = asked.selection === null ? null : canonicalJson(asked.selection)
    const log = { command: asked.command, selection }
    const executed = await executePlan(app, prepared, planned, { input, errand, findings, report, ...log })
    const { rerollId } = errand.wishes ?? { rerollId: null }
    if (rerollId !== null && executed.end.stoppedBy === null)
      await endReroll(prepared.store.database, rerollId)
    return { ...executed, prepared }
  } finally {
    ready.lock?.release()
  }
}

interface Planned {
  readonly prepared: Prepared
  readonly planned: Plan
  readonly known: KnownErrand
  /** Held where there is something to do. */
  readonly lock: Lock | null
}

/** Plans, and plans again if somebody else wrote to the store before the lock was had. */
async function planLocked(
  app: App,
  source: Source,
  asked: AskedErrand,
  options: PrepareOptions,
): Promise<Planned> {
  const { database, folder } = source.project.store()
  const planOnce = async () => {
    const prepared = await prepare(app, source, options)
    const known = await errandOf(prepared, asked)
    return { prepared, known, planned: await plan(prepared.planOptions(known.errand)) }
  }
  const version = database.version()
  const first = await planOnce()
  if (!hasWork(first.planned)) return { ...first, lock: null }
  const lock = takeLock(folder, `workflow-${first.prepared.workflow.id}`, `retake ${asked.command}`)
  if (database.version() === version) return { ...first, lock }
  const again = await planOnce()
  const notes = [...first.prepared.notes, ...again.prepared.notes]
  return { ...again, prepared: { ...again.prepared, notes }, lock }
}

/** A round of re-rolls is entered before its first job, so that a round cut off is known as one. */
async function begunErrand({ prepared, planned, known }: Planned): Promise<KnownErrand['errand']> {
  const { errand, wish, replaces } = known
  const { wishes } = errand
  if (wishes === null || wishes.slots.size === 0 || wishes.rerollId !== null || !hasWork(planned))
    return errand
  const { database } = prepared.store
  if (replaces !== null) await endReroll(database, replaces)
  const targets = [...wishes.slots.keys()]
  const rerollId = await beginReroll(database, { workflowId: prepared.workflow.id, wish, targets })
  return { ...errand, wishes: { ...wishes, rerollId } }
}

function refuseOtherPlan(wanted: string | undefined, hash: string, name: string): void {
  if (wanted === undefined || wanted === hash) return
  const message = `The plan has changed: it was ${wanted}, now it is ${hash}. Nothing was sent.`
  throw new RetakeError('usage', message, { next: `Look at it again: retake plan ${name}` })
}

/** A budget means nothing for a job whose price is not known. */
function refuseUnpriced({ nodes }: Plan, prepared: Prepared): void {
  const { price } = prepared.planOptions()
  const unpriced = nodes.find((node) => paidJobs(node) > 0 && price(node) === null)
  if (unpriced === undefined) return
  const { kind, title, nodeId } = unpriced.generation
  throw new RetakeError(
    'usage',
    `--budget needs a price for "${title}" (node ${nodeId}), and none is known.`,
    {
      next: `Set "prices" in retake.config, for example { "prices": { "${kind}": 0.05 } }, or use --max-jobs.`,
    },
  )
}

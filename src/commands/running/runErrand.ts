/** Runs what a command asks for: plans under the lock of the workflow, sends, draws the views. There is one such path. */
import { hasWork, type Plan, paidJobs, plan } from '../../engine/plan.ts'
import { canonicalJson } from '../../engine/recipe.ts'
import { allSlots } from '../../engine/slots.ts'
import { RetakeError } from '../../errors.ts'
import { type Lock, takeLock, workflowLock } from '../../store/lock.ts'
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
  refuseErrors(findings, source)
  if (asked.reroll !== null) await adoptFirst(app, source, projectBackend, report)
  const { selected } = asked
  const options = { gates: input.gates ?? config.gates, selected, projectBackend }
  const ready = await planLocked(app, source, asked, options)
  try {
    const { prepared, planned } = ready
    refuseOtherPlan(input.plan, planned.hash, source.name)
    if (input.budget !== undefined) refuseUnpriced(planned, prepared)
    if (ready.known.note !== null) report({ type: 'note', message: ready.known.note })
    const selection = asked.selection === null ? null : canonicalJson(asked.selection)
    const log = { command: asked.command, selection }
    const begin = () => begunErrand(ready)
    const options = { input, errand: ready.known.errand, begin, findings, report, ...log }
    const executed = await executePlan(app, prepared, planned, options)
    await endRound(executed, prepared)
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
  const lock = takeLock(folder, workflowLock(first.prepared.workflow.id), `retake ${asked.command}`)
  if (database.version() === version) return { ...first, lock }
  const again = await planOnce()
  const notes = [...first.prepared.notes, ...again.prepared.notes]
  return { ...again, prepared: { ...again.prepared, notes }, lock }
}

/** A round is over when each of its targets has had its chance; one that was repeated in part goes on being open. */
async function endRound({ errand, end, resolved }: Executed, { store }: Prepared): Promise<void> {
  const { rerollId, slots, targets } = errand?.wishes ?? { rerollId: null, slots: new Map(), targets: [] }
  if (rerollId === null || end.stoppedBy !== null) return
  const byKey = new Map(resolved.nodes.map((node) => [node.generation.key, node.generation]))
  const isDone = (key: string) => {
    const generation = byKey.get(key)
    if (generation === undefined || slots.has(key)) return true
    const own = resolved.claims.held(key).find(({ take }) => take.reroll?.id === rerollId)
    const wanted = own?.take.reroll?.slots ?? allSlots(generation.slotCount)
    return own !== undefined && wanted.every((slot) => own.take.candidates.has(slot))
  }
  if (targets.every(isDone)) await endReroll(store.database, rerollId)
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

/** Carries a plan out: announce, run loop, failures, views, report. */
import type { RunEnd } from '../../engine/loop.ts'
import { hasWork, type Plan, plan } from '../../engine/plan.ts'
import type { Resolution } from '../../engine/resolution.ts'
import { writeDecisions } from '../../engine/writeDecisions.ts'
import { probeVault } from '../../media/probeVault.ts'
import type { Outputs } from '../../outputs/outputs.ts'
import { probeFolder } from '../../outputs/probeFolder.ts'
import type { View } from '../../outputs/view.ts'
import { writeOutputs } from '../../outputs/writeOutputs.ts'
import { replaceFailures } from '../../store/failures.ts'
import { beginRun, costOfRun, endRun } from '../../store/runs.ts'
import type { App } from '../app.ts'
import { drawMirrored } from '../mirroring/drawMirrored.ts'
import { openRunMirror, type RunMirror } from '../mirroring/runMirror.ts'
import { type RunReport, runReport } from '../runReport.ts'
import { announce, confirm } from './announce.ts'
import { refuseSharedFolder } from './brollOutFolder.ts'
import { carryOut } from './carryOut.ts'
import type { ExecuteOptions, LogEntry } from './executeOptions.ts'
import { failureRecords } from './failureRecords.ts'
import { outFolder } from './outFolder.ts'
import { type Errand, type Prepared, prepare } from './prepare.ts'
import { reloadPicks } from './reloadPicks.ts'

export interface Executed {
  readonly told: RunReport
  readonly resolved: Resolution
  readonly end: RunEnd
  readonly errand: Errand | null
}

export async function executePlan(
  app: App,
  prepared: Prepared,
  planned: Plan,
  options: ExecuteOptions & LogEntry,
): Promise<Executed> {
  const { source, store, workflow } = prepared
  const notes = await announce(prepared, planned, options)
  await confirm(app, prepared, planned, options)
  const folder = outFolder(app, source, options.input)
  await refuseSharedFolder(app, prepared, folder)
  if (hasWork(planned)) {
    probeFolder(folder, source.name, store.project)
    await probeVault(store.folder)
    store.database.refuseDamaged()
  }
  // Where they are there already, a clean-up at work sees that they are used.
  await source.project.vault().keep(source.bytes)
  const errand = (await options.begin?.()) ?? options.errand ?? null
  const { command, selection } = options
  const log = { command, selection, who: app.who, sourceSha256: source.sha256 }
  const runId = await beginRun(store.database, { workflowId: workflow.id, ...log })
  const mirror = openRunMirror(app, prepared, options.report)
  const watched = mirror === null ? options : { ...options, report: bothTold(mirror.onEvent, options.report) }
  const isLocked = hasWork(planned)
  const { resolved, end, drawn, cost } = await stopOnFailure(mirror, async () => {
    const { resolved, end } = isLocked
      ? await carryOut(app, prepared, runId, errand === null ? watched : { ...watched, errand })
      : { resolved: planned.resolution, end: NOTHING_DONE }
    await writeDecisions(store.database, workflow.id, resolved.decisions(), prepared.generationId)
    if (isLocked) await reloadPicks(prepared, resolved)
    const cost = await costOfRun(store.database, runId)
    const isFolderAsked = options.input.out !== undefined
    const extras = { outFolder: folder, isFolderAsked, isPickOnly: false, cost }
    const again = () => standsNow(app, prepared, resolved, isLocked, options)
    const drawn = await drawMirrored(mirror, { prepared, resolved, end, extras, again })
    return { resolved, end, drawn, cost }
  })
  const { view, mirrored } = drawn
  const outputs = await writeViews(drawn.prepared, view)
  const after = [outputs.note, outputs.isNew ? mirrorMissing(prepared) : null].filter(
    (message) => message !== null,
  )
  for (const message of after) options.report({ type: 'note', message })
  const { findings } = options
  const said = { cost, findings, planHash: planned.hash, notes: [...notes, ...after], mirror: mirrored }
  const told = runReport(view, outputs, end, said)
  await endRun(store.database, runId, told.exitCode)
  return { told, resolved, end, errand }
}

/** Under the lock nobody makes candidates; picks are written at any time. A run with nothing to do holds none. */
async function standsNow(
  app: App,
  prepared: Prepared,
  resolved: Resolution,
  isLocked: boolean,
  { input }: ExecuteOptions,
): Promise<{ prepared: Prepared; resolved: Resolution }> {
  if (isLocked) {
    await reloadPicks(prepared, resolved)
    return { prepared, resolved }
  }
  const { source, projectBackend } = prepared
  const selected = new Set(
    resolved.nodes.filter((node) => node.selected).map(({ generation }) => generation.key),
  )
  const gates = input.gates ?? source.project.config.gates
  const now = await prepare(app, source, { gates, selected, projectBackend })
  return { prepared: now, resolved: (await plan(now.planOptions())).resolution }
}

/** What goes up beside a command that fails would keep its process from ending. */
async function stopOnFailure<Result>(mirror: RunMirror | null, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    mirror?.stop()
    throw error
  }
}

/** Why the files can be looked at here only, or null. */
function mirrorMissing({ source, projectBackend }: Prepared): string | null {
  const { mirrorTo } = source.project.config
  if (projectBackend.isFree) return null
  if (mirrorTo.is === 'incomplete') return `Nothing is mirrored: ${mirrorTo.problem}. The files are local.`
  if (mirrorTo.is !== 'none') return null
  return 'Without a mirror the PatchWork canvas cannot show these files: they are local. To have one: docs/CONFIG.md, "The mirror".'
}

function bothTold(
  first: ExecuteOptions['report'],
  second: ExecuteOptions['report'],
): ExecuteOptions['report'] {
  return (event) => {
    first(event)
    second(event)
  }
}

export const NOTHING_DONE: RunEnd = { submitted: 0, unanswered: 0, stoppedBy: null }

/** Failures into the store, then the files. */
export async function writeViews({ store, workflow, generationId }: Prepared, view: View): Promise<Outputs> {
  const present = new Set(view.generations.map(({ node }) => generationId(node.generation.key)))
  const failures = failureRecords(view, generationId)
  await replaceFailures(store.database, view.variant, failures, { id: workflow.id, present })
  return writeOutputs(view)
}

/** Carries a plan out: announce, run loop, failures, views, report. */
import { coolDown } from '../engine/coolDown.ts'
import type { RunEnd } from '../engine/loop.ts'
import { outcomeOf } from '../engine/outcome.ts'
import { hasWork, type Plan } from '../engine/plan.ts'
import { type Resolution, resolution } from '../engine/resolution.ts'
import { run } from '../engine/run.ts'
import { shownOf } from '../engine/shown.ts'
import { writeDecisions } from '../engine/writeDecisions.ts'
import { probeFolder } from '../outputs/probeFolder.ts'
import type { View } from '../outputs/view.ts'
import { writeOutputs } from '../outputs/writeOutputs.ts'
import { replaceFailures } from '../store/failures.ts'
import { beginRun, costOfRun, endRun } from '../store/runs.ts'
import { announce, confirm } from './announce.ts'
import type { App } from './app.ts'
import type { ExecuteOptions } from './executeOptions.ts'
import { failureRecords } from './failureRecords.ts'
import { jobContext, waitMsOf } from './jobContext.ts'
import { outFolder } from './outFolder.ts'
import type { Prepared } from './prepare.ts'
import { receiptOf } from './receipt.ts'
import { type RunReport, runReport } from './runReport.ts'

export async function executePlan(
  app: App,
  prepared: Prepared,
  planned: Plan,
  options: ExecuteOptions,
): Promise<RunReport> {
  const { source, store, workflow } = prepared
  const notes = await announce(prepared, planned, options)
  await confirm(app, prepared, planned, options.input)
  const folder = outFolder(app, source, options.input)
  if (hasWork(planned)) probeFolder(folder, source.name)
  const vault = source.project.vault()
  if (!vault.has(source.sha256)) await vault.keep(source.bytes)
  const begin = { workflowId: workflow.id, command: `run ${source.name}`, sourceSha256: source.sha256 }
  const runId = await beginRun(store.database, begin)
  const { resolved, end } = hasWork(planned)
    ? await carryOut(app, prepared, runId, options)
    : { resolved: planned.resolution, end: NOTHING_DONE }
  await writeDecisions(store.database, workflow.id, resolved.decisions(), prepared.generationId)
  const costUsd = await costOfRun(store.database, runId)
  const isFolderAsked = options.input.out !== undefined
  const view = viewOf(prepared, resolved, end, { outFolder: folder, isFolderAsked, costUsd })
  const present = new Set(view.generations.map(({ node }) => prepared.generationId(node.generation.key)))
  const failures = failureRecords(view.generations, prepared.generationId)
  await replaceFailures(store.database, view.variant, failures, { id: workflow.id, present })
  const outputs = await writeOutputs(view)
  const after = [outputs.note, outputs.isNew && !prepared.projectBackend.isFree ? NO_MIRROR : null].filter(
    (message) => message !== null,
  )
  for (const message of after) options.report({ type: 'note', message })
  const { findings } = options
  const extras = { costUsd, findings, planHash: planned.hash, notes: [...notes, ...after] }
  const told = runReport(view, outputs, end, extras)
  await endRun(store.database, runId, told.exitCode)
  return told
}

const NO_MIRROR = 'Without a mirror the PatchWork canvas cannot show these files: they are local.'

const NOTHING_DONE: RunEnd = { submitted: 0, stoppedBy: null }

/** Runs what is selected, and adopts what the file brings. */
export async function carryOut(app: App, prepared: Prepared, runId: number, options: ExecuteOptions) {
  const planOptions = prepared.planOptions()
  const resolved = resolution(planOptions)
  const { config } = prepared.source.project
  const { projectBackend, store, workflow, graph, generationId } = prepared
  const gates = new Map(prepared.source.wiring.gates.map((gate) => [gate.key, gate]))
  const message = 'Stopping: nothing more is sent, what is under way is kept. Ctrl-C again leaves at once.'
  const sayStopping = () => options.report({ type: 'note', message })
  app.signal.addEventListener('abort', sayStopping)
  const end = await run({
    resolution: resolved,
    graph,
    job: jobContext(app, prepared, runId, options, { price: planOptions.price, claims: resolved.claims }),
    adopt: {
      database: store.database,
      vault: prepared.source.project.vault(),
      readReference: prepared.readReference,
      backendType: projectBackend.backend.type,
      workflowId: workflow.id,
      picks: planOptions.picks,
      generationId,
      gate: (key) => gates.get(key)!,
    },
    concurrency: options.input.concurrency ?? projectBackend.concurrency,
    retry: config.retry,
    coolDown: coolDown({ baseMs: config.retry.coolDownMs, waitMs: waitMsOf(options.input) ?? config.waitMs }),
    onEvent: options.report,
  }).finally(() => app.signal.removeEventListener('abort', sayStopping))
  return { resolved, end }
}

interface ViewExtras {
  readonly outFolder: string
  readonly isFolderAsked: boolean
  readonly costUsd: number | null
}

function viewOf(
  prepared: Prepared,
  resolved: Resolution,
  end: RunEnd,
  { outFolder, isFolderAsked, costUsd }: ViewExtras,
): View {
  const { source, projectBackend, store, workflow } = prepared
  const { backend, variant } = projectBackend
  const generations = resolved.nodes.map((node) => ({
    ...shownOf(node, resolved.claims, resolved.picks, backend.type),
    outcome: outcomeOf(node, end.stoppedBy),
  }))
  const gates = new Map(source.wiring.gates.map((gate) => [gate.key, gate]))
  return {
    store,
    vault: source.project.vault(),
    workflow,
    document: source.document,
    wiring: source.wiring,
    sourceFolder: source.folder,
    outFolder,
    isFolderAsked,
    variant,
    backendName: backend.name,
    generations,
    gates,
    receipt: receiptOf({ generations, gates, end, costUsd, isFree: projectBackend.isFree }),
  }
}

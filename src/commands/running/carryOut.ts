/** Runs what is selected, and adopts what the file brings: the run loop with all that it works with. */
import type { Waits } from '../../engine/lane.ts'
import { type Resolution, resolution } from '../../engine/resolution.ts'
import { run } from '../../engine/run.ts'
import type { App, Project } from '../app.ts'
import type { RunFlags } from '../runInput.ts'
import type { ExecuteOptions } from './executeOptions.ts'
import { jobContext } from './jobContext.ts'
import type { Prepared } from './prepare.ts'
import { reloadPicks } from './reloadPicks.ts'
import { widthFor } from './width.ts'

export async function carryOut(app: App, prepared: Prepared, runId: number, options: ExecuteOptions) {
  const planOptions = prepared.planOptions(options.errand)
  const resolved = resolution(planOptions)
  const { config } = prepared.source.project
  const { projectBackend, store, workflow, graph, generationId } = prepared
  const gates = new Map(prepared.source.wiring.gates.map((gate) => [gate.key, gate]))
  const message = 'Stopping: nothing more is sent, what is under way is kept. Ctrl-C again leaves at once.'
  const sayStopping = () => options.report({ type: 'note', message })
  app.signal.addEventListener('abort', sayStopping)
  const { price } = planOptions
  const { claims, picks } = resolved
  const end = await run({
    resolution: resolved,
    graph,
    job: jobContext(app, prepared, runId, options, { price, claims, picks }),
    adopt: {
      database: store.database,
      vault: prepared.source.project.vault(),
      readReference: prepared.readReference,
      backendType: projectBackend.backend.type,
      workflowId: workflow.id,
      picks,
      generationId,
      gate: (key) => gates.get(key)!,
    },
    ...widthFor(projectBackend, options.input),
    waits: waitsFor(options.input, config),
    retry: config.retry,
    unknown: planOptions.unknown,
    takeUpPicks: pickReader(prepared, resolved),
    onEvent: options.report,
  }).finally(() => app.signal.removeEventListener('abort', sayStopping))
  return { resolved, end }
}

/** Picks may be written at any time, by another process: reads them when somebody has committed something. */
function pickReader(
  { store, workflow, storeVersion }: Prepared,
  { picks }: Resolution,
): () => Promise<boolean> {
  const { database } = store
  let version = storeVersion
  return async () => {
    const now = database.version()
    if (now === version) return false
    version = now
    await reloadPicks({ store, workflow }, { picks })
    return true
  }
}

/** One that is away at the start is not waited for, unless `--wait` says so. */
function waitsFor({ wait }: RunFlags, { waitMs, retry }: Project['config']): Waits {
  const asked = wait === undefined ? null : wait * 1000
  return { waitMs: asked ?? waitMs, startWaitMs: asked ?? 0, coolDownMs: retry.coolDownMs }
}

/** `run`: everything that is not made yet, and nothing else. */
import { hasWork, type Plan, paidJobs, plan } from '../engine/plan.ts'
import { RetakeError } from '../errors.ts'
import { type Lock, takeLock } from '../store/lock.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { executePlan } from './executePlan.ts'
import { findingsOf, refuseErrors } from './findings.ts'
import { type Prepared, type PrepareOptions, prepare } from './prepare.ts'
import { RUN_INPUT, type RunInput } from './runInput.ts'
import type { RunReport } from './runReport.ts'
import { selectGenerations } from './selection.ts'
import { openSource, type Source } from './source.ts'

export const run: Command<RunInput, RunReport> = {
  name: 'run',
  summary: 'Make what is not made yet: candidates, a generated file, a contact sheet',
  example: 'retake run XYZG3-V0-1 --only images',
  input: RUN_INPUT,
  positional: ['file'],
  run: async (app: App, input: RunInput, report: Report): Promise<RunReport> => {
    const source = await openSource(app, input.file)
    const { config } = source.project
    const projectBackend = await source.project.backend(input.backend)
    const findings = findingsOf(source.wiring, projectBackend.backend)
    refuseErrors(findings, source.name)
    const selected = selectGenerations(source.wiring, input)
    const gates = input.gates ?? config.gates
    const ready = await planLocked(app, source, { gates, selected, projectBackend })
    try {
      const { hash } = ready.planned
      if (input.plan !== undefined && input.plan !== hash) {
        const message = `The plan has changed: it was ${input.plan}, now it is ${hash}. Nothing was sent.`
        throw new RetakeError('usage', message, { next: `Look at it again: retake plan ${input.file}` })
      }
      if (input.budget !== undefined) refuseUnpriced(ready.planned, ready.prepared)
      return await executePlan(app, ready.prepared, ready.planned, { input, findings, report })
    } finally {
      ready.lock?.release()
    }
  },
}

interface Planned {
  readonly prepared: Prepared
  readonly planned: Plan
  /** Held where there is something to do. */
  readonly lock: Lock | null
}

/** Plans, and plans again if somebody else wrote to the store before the lock was had. */
async function planLocked(app: App, source: Source, options: PrepareOptions): Promise<Planned> {
  const { database, folder } = source.project.store()
  const version = database.version()
  const prepared = await prepare(app, source, options)
  const planned = await plan(prepared.planOptions())
  if (!hasWork(planned)) return { prepared, planned, lock: null }
  const lock = takeLock(folder, `workflow-${prepared.workflow.id}`, `retake run ${source.name}`)
  if (database.version() === version) return { prepared, planned, lock }
  const again = await prepare(app, source, options)
  return { prepared: again, planned: await plan(again.planOptions()), lock }
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

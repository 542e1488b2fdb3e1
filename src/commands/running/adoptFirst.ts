/** Before a source is written anew: what it brings is taken into the store under the recipes it has until then. */
import { hasWork, plan } from '../../engine/plan.ts'
import { takeLock, workflowLock } from '../../store/lock.ts'
import { beginRun, endRun } from '../../store/runs.ts'
import type { App, ProjectBackend } from '../app.ts'
import type { Report } from '../command.ts'
import type { Source } from '../finding/source.ts'
import { carryOut } from './carryOut.ts'
import { prepare } from './prepare.ts'

/** Sends nothing. @returns whether this version has takes, adopted ones included */
export async function adoptFirst(
  app: App,
  source: Source,
  projectBackend: ProjectBackend,
  report: Report,
): Promise<boolean> {
  const prepared = await prepare(app, source, { gates: 'auto', selected: new Set(), projectBackend })
  for (const message of prepared.notes) report({ type: 'note', message })
  const planned = await plan(prepared.planOptions())
  const { store, workflow } = prepared
  // What it would take over from a former version is not its own yet.
  const hasTakes = prepared.planOptions().history.own.length > 0
  if (!hasWork(planned)) return hasTakes
  const purpose = `taking in what ${source.name} brings`
  const lock = takeLock(store.folder, workflowLock(workflow.id), purpose)
  try {
    const begin = {
      workflowId: workflow.id,
      command: `adopt ${source.name}`,
      selection: null,
      who: app.who,
      sourceSha256: source.sha256,
    }
    // A run's source can be brought back.
    await source.project.vault().keep(source.bytes)
    const runId = await beginRun(store.database, begin)
    await carryOut(app, prepared, runId, { input: {}, findings: [], report })
    await endRun(store.database, runId, 0)
    return true
  } finally {
    lock.release()
  }
}

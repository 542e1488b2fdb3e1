/** What of a workflow stands as failed: of this version, or, while that has never run, of the one it came from. */
import { nodeKey } from '../../engine/nodeKey.ts'
import { failuresOf, type StandingFailure } from '../../store/failures.ts'
import { lastSelection } from '../../store/runs.ts'
import { formerVersions } from '../running/history.ts'
import type { Prepared } from '../running/prepare.ts'

/** Of generations that the workflow still has. */
export async function standingFailures(prepared: Prepared): Promise<StandingFailure[]> {
  const { store, workflow, projectBackend, source } = prepared
  const { database } = store
  const present = new Set(source.wiring.generations.map(({ key }) => key))
  for (const id of [workflow.id, ...(await formerVersions(store, workflow))]) {
    const failures = await failuresOf(database, [id], projectBackend.variant)
    const hasRun = failures.length > 0 || (await lastSelection(database, id)) !== null
    if (hasRun) return failures.filter((failure) => present.has(nodeKey(failure)))
  }
  return []
}

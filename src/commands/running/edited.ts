/** Which generations the verb `edit` changed: their gates hold while they ask for what they asked for then. */
import { createHash } from 'node:crypto'
import { canonicalJson } from '../../engine/recipe.ts'
import type { Node } from '../../engine/state.ts'
import type { Database } from '../../store/database.ts'
import { editedIn } from '../../store/edited.ts'
import type { Generation } from '../../workflow/model.ts'

/** Of what the document says, inputs left out: a change by hand gives another one. */
export function askedFingerprint({ kind, prompt, parameters }: Generation): string {
  return createHash('sha256').update(canonicalJson({ kind, prompt, parameters })).digest('hex')
}

/** Tabs may be renamed. @param workflowIds this version and those before it */
export async function editedNodes(
  database: Database,
  workflowIds: readonly number[],
): Promise<(node: Node) => boolean> {
  const edited = await editedIn(database, workflowIds)
  const known = new Set(edited.map(({ nodeId, row, fingerprint }) => `${nodeId}:${row} ${fingerprint}`))
  if (known.size === 0) return () => false
  return ({ generation }) =>
    known.has(`${generation.nodeId}:${generation.row} ${askedFingerprint(generation)}`)
}

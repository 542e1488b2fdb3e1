/** Takes up what a person approved on the canvas: in the newest generated file, or in the source itself. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Claim } from '../store/history.ts'
import { claimsOfWorkflow } from '../store/history.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { knownCopies, newestOutput } from '../store/outputs.ts'
import { picksOfWorkflow, writePick } from '../store/picks.ts'
import { lastSource } from '../store/runs.ts'
import type { Store } from '../store/store.ts'
import { readDocument } from '../workflow/document.ts'
import type { Gate, Wiring } from '../workflow/model.ts'
import { wire } from '../workflow/wire.ts'
import type { Source } from './source.ts'

/** Files that nobody has changed since they were last read or written are passed over. */
export async function takeInPicks(source: Source, store: Store, workflowId: number): Promise<void> {
  const { database } = store
  if ((await lastSource(database, workflowId)) !== source.sha256) {
    await takeIn(source.wiring, source.folder, store, workflowId)
  }
  for (const variant of ['generated', 'sketch'] as const) {
    const output = await newestOutput(database, workflowId, variant)
    if (output === null) continue
    const path = fromStoredPath(store.project, output.path)
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') === output.sha256) continue
    await takeIn(wire(readDocument(bytes, output.path)), dirname(path), store, workflowId)
  }
}

async function takeIn({ gates }: Wiring, folder: string, store: Store, workflowId: number): Promise<void> {
  const approved = gates.filter(({ approvedUrl }) => approvedUrl !== null)
  if (approved.length === 0) return
  const { database, project } = store
  const toPath = (url: string) => storedPath(project, resolve(folder, url))
  const urls = approved.map(({ approvedUrl }) => approvedUrl!)
  const copies = await knownCopies(database, urls.filter((url) => !url.startsWith('data:')).map(toPath))
  const claims = await claimsOfWorkflow(database, workflowId)
  const current = new Map(
    (await picksOfWorkflow(database, workflowId))
      .filter(({ by, liftedAt }) => by === 'approved' && liftedAt === null)
      .map((pick) => [`${pick.tab}:${pick.nodeId}:${pick.row}`, pick]),
  )
  const fresh = approved.flatMap((gate) => {
    const picked = candidateOf(gate, claims, copies.get(toPath(gate.approvedUrl!)))
    const standing = current.get(gate.key)
    const isSame = standing?.takeId === picked?.takeId && standing?.slot === picked?.slot
    return picked === null || isSame ? [] : [{ gate, ...picked }]
  })
  await database.commit((execute) => {
    for (const { gate, takeId, slot, recipe } of fresh) {
      const { tab, nodeId, row } = gate
      writePick(database, execute, { workflowId, tab, nodeId, row, takeId, slot, by: 'approved', recipe })
    }
  })
}

function candidateOf(
  { generation, approvedUrl }: Gate,
  claims: readonly Claim[],
  sha256: string | undefined,
): { takeId: number; slot: number; recipe: string } | null {
  for (const { tab, nodeId, row, take } of claims.toReversed()) {
    if (`${tab}:${nodeId}:${row}` !== generation) continue
    for (const candidate of take.candidates.values()) {
      const isIt = candidate.url === approvedUrl || (sha256 !== undefined && candidate.sha256 === sha256)
      if (isIt) return { takeId: take.id, slot: candidate.slot, recipe: take.recipe }
    }
  }
  return null
}

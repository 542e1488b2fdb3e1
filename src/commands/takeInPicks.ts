/** Takes up what a person approved on the canvas: in the newest generated file, or in the source itself. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { Claim } from '../store/history.ts'
import { claimsOfWorkflow } from '../store/history.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { knownCopies, newestOutput } from '../store/outputs.ts'
import { liftPicks, picksOfWorkflow, writePick } from '../store/picks.ts'
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
    await takeIn(source.wiring, { folder: source.folder, store, workflowId, writtenAt: null })
  }
  for (const variant of ['generated', 'sketch'] as const) {
    const output = await newestOutput(database, workflowId, variant)
    if (output === null) continue
    const path = fromStoredPath(store.project, output.path)
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') === output.sha256) continue
    const wiring = wire(readDocument(bytes, output.path))
    await takeIn(wiring, { folder: dirname(path), store, workflowId, writtenAt: output.writtenAt })
  }
}

interface Place {
  readonly folder: string
  readonly store: Store
  readonly workflowId: number
  /** When Retake last wrote the file (Unix milliseconds), or null for one that it does not write picks to. */
  readonly writtenAt: number | null
}

async function takeIn({ gates }: Wiring, place: Place): Promise<void> {
  const { database, project } = place.store
  const { workflowId } = place
  const approved = approvedUrls(gates)
  const toPath = (url: string) => storedPath(project, resolve(place.folder, url))
  const local = [...approved.values()].filter((url) => !/^[a-z]+:/i.test(url))
  const copies = await knownCopies(database, local.map(toPath))
  const claims = await claimsOfWorkflow(database, workflowId)
  const standing = new Map(
    (await picksOfWorkflow(database, workflowId))
      .filter(({ by, liftedAt }) => by === 'approved' && liftedAt === null)
      .map((pick) => [`${pick.tab}:${pick.nodeId}:${pick.row}`, pick]),
  )
  const fresh = gates.flatMap((gate) => {
    const url = approved.get(nodeOf(gate))
    const picked = url === undefined ? null : candidateOf(gate, url, claims, copies.get(toPath(url)))
    const before = standing.get(gate.key)
    const isSame = before?.takeId === picked?.takeId && before?.slot === picked?.slot
    return picked === null || isSame ? [] : [{ gate, ...picked }]
  })
  const unlocked = gates.flatMap((gate) => {
    const before = standing.get(gate.key)
    const wasShown = before !== undefined && place.writtenAt !== null && before.at <= place.writtenAt
    return wasShown && !approved.has(nodeOf(gate)) ? [before.id] : []
  })
  if (fresh.length === 0 && unlocked.length === 0) return
  await database.commit((execute) => {
    for (const { gate, takeId, slot, recipe } of fresh) {
      const { tab, nodeId, row } = gate
      writePick(database, execute, { workflowId, tab, nodeId, row, takeId, slot, by: 'approved', recipe })
    }
    liftPicks(database, execute, unlocked)
  })
}

/** A gate node holds one approved URL, whichever of its rows that belongs to. */
function approvedUrls(gates: readonly Gate[]): Map<string, string> {
  return new Map(
    gates.flatMap((gate) => (gate.approvedUrl === null ? [] : [[nodeOf(gate), gate.approvedUrl] as const])),
  )
}

function nodeOf({ tab, nodeId }: Gate): string {
  return `${tab}:${nodeId}`
}

function candidateOf(
  { generation }: Gate,
  approvedUrl: string,
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

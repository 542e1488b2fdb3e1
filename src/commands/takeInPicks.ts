/** Takes up what a person approved on the canvas: in the newest generated file, or in the source itself. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeKey } from '../engine/nodeKey.ts'
import { RetakeError } from '../errors.ts'
import type { Claim } from '../store/history.ts'
import { claimsOfWorkflow } from '../store/history.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { knownCopies, newestOutput } from '../store/outputs.ts'
import { liftPicks, picksOfWorkflow, writePick } from '../store/picks.ts'
import { lastSource } from '../store/runs.ts'
import type { Store } from '../store/store.ts'
import { readDocument } from '../workflow/document.ts'
import type { Gate } from '../workflow/model.ts'
import { wire } from '../workflow/wire.ts'
import type { Source } from './source.ts'

/**
 * Only what has changed since a file was last read or written is taken up: an approval that was there before says
 * nothing new. Returns what the person should know.
 */
export async function takeInPicks(source: Source, store: Store, workflowId: number): Promise<string[]> {
  const { database } = store
  const vault = source.project.vault()
  const notes: string[] = []
  const last = await lastSource(database, workflowId)
  if (last !== source.sha256) {
    const before =
      last !== null && vault.has(last) ? gatesIn(await readFile(vault.path(last)), source.name) : []
    const place = { folder: source.folder, store, workflowId }
    notes.push(...(await takeIn(source.wiring.gates, before ?? [], place)))
  }
  for (const variant of ['generated', 'sketch'] as const) {
    const output = await newestOutput(database, workflowId, variant)
    if (output === null) continue
    const path = fromStoredPath(store.project, output.path)
    const bytes = await readFile(path).catch(() => null)
    if (bytes === null || createHash('sha256').update(bytes).digest('hex') === output.sha256) continue
    const written = vault.has(output.sha256) ? gatesIn(await readFile(vault.path(output.sha256)), path) : null
    const now = gatesIn(bytes, path)
    if (now === null)
      notes.push(`${basename(path)} was changed and cannot be read: its picks are passed over.`)
    else notes.push(...(await takeIn(now, written ?? [], { folder: dirname(path), store, workflowId })))
  }
  return notes
}

/** Null for what is no workflow (any more). */
function gatesIn(bytes: Uint8Array, name: string): readonly Gate[] | null {
  try {
    return wire(readDocument(bytes, name)).gates
  } catch (error) {
    if (error instanceof RetakeError) return null
    throw error
  }
}

interface Place {
  readonly folder: string
  readonly store: Store
  readonly workflowId: number
}

async function takeIn(gates: readonly Gate[], gatesBefore: readonly Gate[], place: Place): Promise<string[]> {
  const { database, project } = place.store
  const { workflowId } = place
  const approved = approvedUrls(gates)
  const before = approvedUrls(gatesBefore)
  const isNew = (gate: Gate) =>
    approved.has(nodeOf(gate)) && approved.get(nodeOf(gate)) !== before.get(nodeOf(gate))
  const isUnlocked = (gate: Gate) => before.has(nodeOf(gate)) && !approved.has(nodeOf(gate))
  if (!gates.some((gate) => isNew(gate) || isUnlocked(gate))) return []
  const toPath = (url: string) => storedPath(project, localPath(place.folder, url))
  const local = [...approved.values()].filter((url) => !/^(https?|data):/i.test(url))
  const copies = await knownCopies(database, local.map(toPath))
  const claims = await claimsOfWorkflow(database, workflowId)
  const fresh = gates.filter(isNew).flatMap((gate) => {
    const url = approved.get(nodeOf(gate))!
    const picked = candidateOf(gate, url, claims, copies.get(toPath(url)))
    return picked === null ? [] : [{ gate, ...picked }]
  })
  const unlocked = new Set(gates.filter(isUnlocked).map(({ key }) => key))
  const standing = (await picksOfWorkflow(database, workflowId)).filter(
    (pick) => pick.by === 'approved' && pick.liftedAt === null && unlocked.has(nodeKey(pick)),
  )
  await database.commit((execute) => {
    for (const { gate, takeId, slot, recipe } of fresh) {
      const { tab, nodeId, row } = gate
      writePick(database, execute, {
        workflowId,
        tab,
        nodeId,
        row,
        takeId,
        slot,
        by: 'approved',
        recipe,
        who: null,
      })
    }
    liftPicks(
      database,
      execute,
      standing.map(({ id }) => id),
    )
  })
  return unmatched(
    gates.filter(isNew),
    approved,
    fresh.map(({ gate }) => nodeOf(gate)),
  )
}

/** An approval that names no candidate of its gate would else be lost without a word. */
function unmatched(
  gates: readonly Gate[],
  approved: ReadonlyMap<string, string>,
  matched: readonly string[],
): string[] {
  const nodes = new Map(gates.map((gate) => [nodeOf(gate), gate]))
  for (const node of matched) nodes.delete(node)
  return [...nodes.values()].map((gate) => {
    const url = approved.get(nodeOf(gate))?.slice(0, 120)
    return `The approval at gate ${nodeOf(gate)} "${gate.title}" (${url}) is no candidate of it, and was not taken up.`
  })
}

/** Windows spells paths with backslashes; some editors write `file:` URLs. */
function localPath(folder: string, url: string): string {
  if (/^file:/i.test(url)) return fileURLToPath(url)
  return resolve(folder, sep === '/' ? url.replaceAll('\\', '/') : url)
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
  for (const claim of claims.toReversed()) {
    if (nodeKey(claim) !== generation) continue
    const { take } = claim
    for (const candidate of take.candidates.values()) {
      const isIt = candidate.url === approvedUrl || (sha256 !== undefined && candidate.sha256 === sha256)
      if (isIt) return { takeId: take.id, slot: candidate.slot, recipe: take.recipe }
    }
  }
  return null
}

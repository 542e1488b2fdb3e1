/** Takes up what a person approved in a file: approvals that are new since it was written, and those taken back. */
import { resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeKey } from '../../engine/nodeKey.ts'
import type { Claim } from '../../store/history.ts'
import { claimsOfWorkflow } from '../../store/history.ts'
import { storedPath } from '../../store/location.ts'
import { mirroredContents } from '../../store/mirror.ts'
import { knownCopies } from '../../store/outputs.ts'
import { liftPicks, type PickRecord, picksOfWorkflow, writePick } from '../../store/picks.ts'
import type { Store } from '../../store/store.ts'
import type { Gate } from '../../workflow/model.ts'

export interface FilePlace {
  /** For messages. */
  readonly name: string
  /** What relative URLs in it are relative to. */
  readonly folder: string
  readonly store: Store
  readonly workflowId: number
  /** URLs of candidates that are still to be adopted: with them comes their approval. */
  readonly brought: ReadonlySet<string>
  /** Asked where an approval made here says something else. @returns those in which that one stays */
  settle(conflicts: readonly Conflict[]): Promise<ReadonlySet<Conflict>>
}

/** A gate that the file and a person here approved differently. */
export interface Conflict {
  readonly gate: Gate
  readonly inFile: { readonly takeId: number; readonly slot: number; readonly recipe: string }
  readonly here: PickRecord
}

/**
 * Only what has changed since the file was last read or written is taken up: an approval that was there before says
 * nothing new. Returns what the person should know.
 */
export async function takeInGates(
  gates: readonly Gate[],
  gatesBefore: readonly Gate[],
  place: FilePlace,
): Promise<string[]> {
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
  const mirrored = await mirroredContents(database, approved.values())
  const claims = await claimsOfWorkflow(database, workflowId)
  const found = gates.filter(isNew).flatMap((gate) => {
    const url = approved.get(nodeOf(gate))!
    const picked = candidateOf(gate, url, claims, copies.get(toPath(url)) ?? mirrored.get(url))
    return picked === null ? [] : [{ gate, ...picked }]
  })
  const standing = (await picksOfWorkflow(database, workflowId)).filter(
    (pick) => pick.by === 'approved' && pick.liftedAt === null,
  )
  const conflicts = found.flatMap(({ gate, ...inFile }): Conflict[] => {
    const here = standing.findLast((pick) => nodeKey(pick) === gate.key && pick.recipe === inFile.recipe)
    const isSame = here?.takeId === inFile.takeId && here.slot === inFile.slot
    // What nobody here approved came from a file itself.
    return here === undefined || here.who === null || isSame ? [] : [{ gate, inFile, here }]
  })
  const refused = await place.settle(conflicts)
  const stays = new Set([...refused].map(({ gate }) => gate.key))
  const fresh = found.filter(({ gate }) => !stays.has(gate.key))
  const unlocked = new Set(gates.filter(isUnlocked).map(({ key }) => key))
  const lifted = standing.filter((pick) => unlocked.has(nodeKey(pick)))
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
      lifted.map(({ id }) => id),
    )
  })
  const isBrought = (gate: Gate) => place.brought.has(approved.get(nodeOf(gate))!)
  const matched = found.map(({ gate }) => nodeOf(gate))
  const open = gates.filter((gate) => isNew(gate) && !isBrought(gate))
  return [...taken(fresh.length, lifted.length, place.name), ...unmatched(open, approved, matched)]
}

function taken(picks: number, lifted: number, name: string): string[] {
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  const parts = [
    ...(picks > 0 ? [`${count(picks, 'approval')} made in ${name} taken in`] : []),
    ...(lifted > 0 ? [`${count(lifted, 'approval')} taken back there`] : []),
  ]
  return parts.length === 0 ? [] : [`${parts.join(', ')}.`]
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

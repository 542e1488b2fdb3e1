/** Takes in the candidates that a file brings from elsewhere: once, as a complete take of the recipe it has now. */
import { createHash } from 'node:crypto'
import { identify } from '../media/identify.ts'
import type { ReadReference, Reference } from '../media/references.ts'
import type { Vault } from '../media/vault.ts'
import type { Database } from '../store/database.ts'
import type { CandidateRecord } from '../store/history.ts'
import { createTake, writeCandidate } from '../store/takes.ts'
import type { Gate } from '../workflow/model.ts'
import { shownUrl } from '../workflow/shownUrl.ts'
import type { HeldTake } from './claims.ts'
import type { PickBook } from './pickBook.ts'
import type { Node } from './state.ts'
import { writePicks } from './writeDecisions.ts'

export interface AdoptContext {
  readonly database: Database
  readonly vault: Vault
  readonly readReference: ReadReference
  readonly backendType: string
  readonly workflowId: number
  readonly picks: PickBook
  /** The generation's row in the store. */
  generationId(key: string): number
  gate(key: string): Gate
}

export type Adoption =
  | { readonly is: 'adopted'; readonly held: HeldTake }
  /** None is there any more: the generation is to be made like any other. */
  | { readonly is: 'gone' }
  /** None can be had now: to make it anew could be to pay for what is there. */
  | { readonly is: 'unreachable'; readonly message: string }

/** Fetches what can be had; of several candidates, one whose bytes cannot be had is kept by its URL, with a warning. */
export async function adopt(node: Node, context: AdoptContext): Promise<Adoption> {
  const { database, picks } = context
  const { generation } = node
  const { hash: recipe, request } = node.recipe!
  const read = await Promise.all(generation.saved.map((url) => context.readReference(url)))
  const failed = read.flatMap((answer) => (answer.status === 'failed' ? [answer] : []))
  if (failed.length === read.length) return noneHad(node, failed)
  const candidates = await Promise.all(read.map((answer, at) => savedCandidate(answer, at, node, context)))
  const generationId = context.generationId(generation.key)
  const approved = generation.gates.flatMap((key) => {
    const at = generation.saved.indexOf(context.gate(key).approvedUrl ?? '')
    return at < 0 ? [] : [{ gate: key, recipe, slot: at + 1, by: 'approved' as const }]
  })
  const held = await database.commit((execute): HeldTake => {
    const { backendType } = context
    const { id, number } = createTake(database, execute, {
      generationId,
      recipe,
      backendType,
      request,
      assumed: true,
      reroll: null,
    })
    for (const candidate of candidates) writeCandidate(database, execute, { ...candidate, takeId: id })
    const adopted = fingerprint(generation.saved)
    execute(database.query.updateTable('generation').set({ adopted }).where('id', '=', generationId))
    writePicks(
      database,
      execute,
      context.workflowId,
      approved.map((pick) => ({ ...pick, takeId: id })),
    )
    const rows = candidates.map((candidate): [number, CandidateRecord] => [
      candidate.slot,
      { ...candidate, takeId: id },
    ])
    const kind = { assumed: true, reroll: null, createdAt: Date.now() }
    const take = { id, recipe, backendType, ...kind, candidates: new Map(rows), jobs: new Map() }
    return { take, number }
  })
  for (const { gate, slot, by } of approved) picks.set(gate, recipe, { takeId: held.take.id, slot, by })
  return { is: 'adopted', held }
}

function noneHad(
  { generation, warnings }: Node,
  failed: readonly { reason: string; gone: boolean }[],
): Adoption {
  const reason = failed[0]!.reason
  const message = `The candidates that the file brings for "${generation.title}" cannot be had: ${reason}`
  if (failed.every(({ gone }) => gone)) {
    warnings.push(`${message}; they are made anew.`)
    return { is: 'gone' }
  }
  return { is: 'unreachable', message: `${message}. Nothing was sent for it.` }
}

/** What says that a list of candidates has been adopted. */
export function fingerprint(urls: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(urls)).digest('hex')
}

async function savedCandidate(
  answer: Reference,
  at: number,
  node: Node,
  { vault }: AdoptContext,
): Promise<Omit<CandidateRecord, 'takeId'>> {
  const url = node.generation.saved[at]!
  const slot = at + 1
  const keptUrl = /^https?:/i.test(url) ? url : null
  const base = { slot, url: keptUrl, seed: null, backend: 'adopted', jobId: null, createdAt: Date.now() }
  if (answer.status === 'failed') {
    node.warnings.push(
      `Candidate ${slot} (${shownUrl(url)}) cannot be had: ${answer.reason}; its URL is kept.`,
    )
    return { ...base, url, sha256: null, ...UNKNOWN_FACTS }
  }
  const { sha256 } = answer
  const facts = await identify(vault.path(sha256))
  if (facts.mediaType === null) return { ...base, url, sha256: null, ...UNKNOWN_FACTS }
  const { mediaType, width, height, durationMs } = facts
  return { ...base, sha256, mediaType, byteCount: null, width, height, durationMs }
}

const UNKNOWN_FACTS = { mediaType: null, byteCount: null, width: null, height: null, durationMs: null }

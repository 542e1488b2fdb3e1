/**
 * The picks that may pass: per gate row and recipe the newest that was not lifted. A pick for another recipe is stale.
 * And the candidates that were rejected at a gate, which never pass by themselves.
 */
import type { PickRecord } from '../store/picks.ts'
import type { RejectionRecord } from '../store/rejections.ts'
import { nodeKey } from './nodeKey.ts'

export interface Pick {
  readonly takeId: number
  readonly slot: number
  readonly by: 'approved' | 'auto'
}

export interface Rejection {
  readonly takeId: number
  readonly slot: number
  readonly tell: string
}

export interface PickBook {
  /** The approved pick if there is one, else the auto pick, for that recipe. */
  find(gate: string, recipe: string): Pick | null
  /** The newest pick of any recipe, stale or lifted ones included: what stays on show. */
  latest(gate: string): Pick | null
  /** The newest pick on a take, stale or lifted ones included. */
  lastOn(gate: string, takeId: number): Pick | null
  set(gate: string, recipe: string, pick: Pick): void
  /** Nothing passes for that recipe any more. */
  lift(gate: string, recipe: string): void
  /** What was rejected at a gate, whichever take. */
  rejections(gate: string): readonly Rejection[]
  reject(gate: string, rejection: Rejection): void
  /** Starts anew from what the store has now. */
  reload(records: readonly PickRecord[], rejected: readonly RejectionRecord[]): void
}

/** @param records oldest first */
export function pickBook(
  records: readonly PickRecord[],
  rejected: readonly RejectionRecord[] = [],
): PickBook {
  const approved = new Map<string, Pick>()
  const auto = new Map<string, Pick>()
  const latest = new Map<string, Pick>()
  const onTake = new Map<string, Pick>()
  const show = (gate: string, pick: Pick) => {
    latest.set(gate, pick)
    onTake.set(`${pick.takeId} ${gate}`, pick)
  }
  const rejections = new Map<string, Rejection[]>()
  const set = (gate: string, recipe: string, pick: Pick) => {
    const book = pick.by === 'approved' ? approved : auto
    book.set(`${recipe} ${gate}`, pick)
    show(gate, pick)
  }
  const reject = (gate: string, rejection: Rejection) => {
    const list = rejections.get(gate)
    if (list === undefined) rejections.set(gate, [rejection])
    else list.push(rejection)
  }
  const load = (picks: readonly PickRecord[], turnedDown: readonly RejectionRecord[]) => {
    for (const record of [...picks].sort(stoodLonger)) {
      const gate = nodeKey(record)
      if (record.liftedAt === null) set(gate, record.recipe, record)
      else show(gate, record)
    }
    for (const record of turnedDown) reject(nodeKey(record), record)
  }
  load(records, rejected)
  return {
    find: (gate, recipe) => approved.get(`${recipe} ${gate}`) ?? auto.get(`${recipe} ${gate}`) ?? null,
    latest: (gate) => latest.get(gate) ?? null,
    lastOn: (gate, takeId) => onTake.get(`${takeId} ${gate}`) ?? null,
    set,
    lift: (gate, recipe) => {
      approved.delete(`${recipe} ${gate}`)
      auto.delete(`${recipe} ${gate}`)
    },
    rejections: (gate) => rejections.get(gate) ?? [],
    reject,
    reload: (picks, turnedDown) => {
      for (const map of [approved, auto, latest, onTake, rejections]) map.clear()
      load(picks, turnedDown)
    },
  }
}

/** What was undone does not count as last: that is what stood longest. Equals in their order. */
function stoodLonger(one: PickRecord, other: PickRecord): number {
  const [left, right] = [one.liftedAt ?? Number.MAX_VALUE, other.liftedAt ?? Number.MAX_VALUE]
  return left - right
}

export function isRejected(book: PickBook, gate: string, takeId: number, slot: number): boolean {
  return book.rejections(gate).some((each) => each.takeId === takeId && each.slot === slot)
}

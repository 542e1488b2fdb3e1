/** The picks that may pass: per gate row and recipe the newest that was not lifted. A pick for another recipe is stale. */
import type { PickRecord } from '../store/picks.ts'
import { nodeKey } from './nodeKey.ts'

export interface Pick {
  readonly takeId: number
  readonly slot: number
  readonly by: 'approved' | 'auto'
}

export interface PickBook {
  /** The approved pick if there is one, else the auto pick, for that recipe. */
  find(gate: string, recipe: string): Pick | null
  /** The newest pick of any recipe, stale or lifted ones included: what stays on show. */
  latest(gate: string): Pick | null
  set(gate: string, recipe: string, pick: Pick): void
}

/** @param records oldest first */
export function pickBook(records: readonly PickRecord[]): PickBook {
  const approved = new Map<string, Pick>()
  const auto = new Map<string, Pick>()
  const latest = new Map<string, Pick>()
  const set = (gate: string, recipe: string, pick: Pick) => {
    const book = pick.by === 'approved' ? approved : auto
    book.set(`${recipe} ${gate}`, pick)
    latest.set(gate, pick)
  }
  for (const record of records) {
    const gate = nodeKey(record)
    if (record.liftedAt === null) set(gate, record.recipe, record)
    else latest.set(gate, record)
  }
  return {
    find: (gate, recipe) => approved.get(`${recipe} ${gate}`) ?? auto.get(`${recipe} ${gate}`) ?? null,
    latest: (gate) => latest.get(gate) ?? null,
    set,
  }
}

/** What a command asks for, worked out against the store: which generations, which are re-rolled, which round goes on. */
import { type Plan, plan } from '../../engine/plan.ts'
import { canonicalJson } from '../../engine/recipe.ts'
import type { Wishes } from '../../engine/wishes.ts'
import { unfinishedReroll } from '../../store/rerolls.ts'
import type { Errand, Prepared } from './prepare.ts'

export interface AskedErrand {
  /** As typed, for the log and for who finds the workflow locked. */
  readonly command: string
  /** What it is about, for the log and for `retry`. */
  readonly selection: Readonly<Record<string, unknown>> | null
  readonly selected: ReadonlySet<string>
  readonly reroll: AskedReroll | null
  /** In place of `reroll`, where all is known beforehand. */
  readonly wishes?: Wishes
}

export interface AskedReroll {
  /** Equal for the same command: what was cut off is gone on with. */
  readonly wish: Readonly<Record<string, unknown>>
  /** Slots to make anew, or null for all. */
  readonly slots: readonly number[] | null
  readonly seed: number | null
  /** Begin another round although one is not finished. */
  readonly again: boolean
  readonly cascades: boolean
  /** Keys, given a plan without the re-roll. */
  targets(planned: Plan): readonly string[]
}

export interface KnownErrand {
  readonly errand: Errand
  /** As the store keeps it. */
  readonly wish: string
  /** The unfinished round that this one is begun in place of. */
  readonly replaces: number | null
  /** What the person should know, or null. */
  readonly note: string | null
}

export async function errandOf(prepared: Prepared, asked: AskedErrand): Promise<KnownErrand> {
  const { selected, reroll } = asked
  if (reroll === null) {
    return { errand: { selected, wishes: asked.wishes ?? null }, wish: '', replaces: null, note: null }
  }
  const { store, workflow } = prepared
  const planned = await plan(prepared.planOptions())
  const wish = canonicalJson(reroll.wish)
  const unfinished = await unfinishedReroll(store.database, workflow.id, wish)
  const targets = reroll.targets(planned)
  const { seed, cascades, slots } = reroll
  const wishes = { seed, cascades, repeats: new Map(), sendsRefused: false }
  const all = (keys: readonly string[]) => new Map(keys.map((key) => [key, slots]))
  const anew = (keys: readonly string[]) => {
    return { ...wishes, rerollId: null, isGoneOnWith: false, targets: keys, slots: all(keys) }
  }
  if (unfinished === null || reroll.again) {
    return { errand: { selected, wishes: anew(targets) }, wish, replaces: unfinished?.id ?? null, note: null }
  }
  const { claims } = planned.resolution
  // A later round about a generation takes it out of this one.
  const isOvertaken = (key: string) =>
    claims.held(key).some(({ take }) => take.reroll !== null && take.reroll.id > unfinished.id)
  const wanted = new Set(targets)
  const left = unfinished.targets.filter((key) => wanted.has(key) && !isOvertaken(key))
  if (left.length === 0)
    return { errand: { selected, wishes: anew(targets) }, wish, replaces: unfinished.id, note: null }
  const round = { rerollId: unfinished.id, isGoneOnWith: true, targets: left }
  const gone = { ...wishes, ...round, slots: all(left) }
  const time = new Date(unfinished.startedAt).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
  })
  const note = `This goes on with the re-roll that was begun at ${time} and not finished; --again begins another.`
  return { errand: { selected, wishes: gone }, wish, replaces: null, note }
}

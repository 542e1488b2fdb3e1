/** The vault against the store: every content that is named is read to its end, a few at a time. */
import { inParallel } from '../../media/inParallel.ts'
import type { Soundness } from '../../media/soundness.ts'
import type { Vault } from '../../media/vault.ts'
import type { Named } from '../../store/fsck.ts'
import type { Report } from '../command.ts'

export interface Unsound {
  readonly sha256: string
  /** All that names it. */
  readonly named: readonly Named[]
  readonly found: Exclude<Soundness, { is: 'sound' }>
}

const AT_ONCE = 4
const TELL_EVERY_MS = 200

/** Stops where the signal is aborted, with what it has found. */
export async function checkVault(
  named: ReadonlyMap<string, readonly Named[]>,
  vault: Vault,
  signal: AbortSignal,
  report: Report,
): Promise<Unsound[]> {
  const unsound: Unsound[] = []
  let done = 0
  let toldAt = performance.now()
  await inParallel(named, AT_ONCE, async ([sha256, names]) => {
    if (signal.aborted) return
    const found = await vault.check(sha256)
    if (found.is !== 'sound') unsound.push({ sha256, named: names, found })
    done += 1
    if (performance.now() - toldAt < TELL_EVERY_MS) return
    toldAt = performance.now()
    report({ type: 'progress', message: `read ${done} of ${named.size}` })
  })
  const order = new Map([...named.keys()].map((sha256, at) => [sha256, at]))
  return unsound.sort((one, other) => order.get(one.sha256)! - order.get(other.sha256)!)
}

/** By content, in the order of the store. */
export function byContent(named: readonly Named[]): Map<string, Named[]> {
  const contents = new Map<string, Named[]>()
  for (const each of named) {
    const same = contents.get(each.sha256)
    if (same === undefined) contents.set(each.sha256, [each])
    else same.push(each)
  }
  return contents
}

/** Everything that the views are drawn from, out of what a plan or a run came to. */
import { comparedTakes, earlierTakes, MOST_EARLIER } from '../../engine/earlierTakes.ts'
import type { RunEnd } from '../../engine/loop.ts'
import { outcomeOf } from '../../engine/outcome.ts'
import type { Resolution } from '../../engine/resolution.ts'
import { shownOf } from '../../engine/shown.ts'
import type { View } from '../../outputs/view.ts'
import type { Amount } from '../../store/amount.ts'
import { requestsOfTakes } from '../../store/takes.ts'
import { plainNames } from '../finding/brollFolder.ts'
import { mirroredIn } from '../mirroring/mirroredIn.ts'
import type { Prepared } from './prepare.ts'
import { receiptOf } from './receipt.ts'

export interface ViewExtras {
  readonly outFolder: string
  readonly isFolderAsked: boolean
  /** Only picks have changed: the newest file is brought up to date, whichever takes are on show. */
  readonly isPickOnly: boolean
  /** What the run's jobs cost; null where there was none. */
  readonly cost: Amount | null
}

export async function viewOf(
  prepared: Prepared,
  resolved: Resolution,
  end: RunEnd,
  extras: ViewExtras,
): Promise<View> {
  const { source, projectBackend, store, workflow } = prepared
  const { backend, variant } = projectBackend
  const { claims, picks } = resolved
  const shown = resolved.nodes.map((node) => shownOf(node, claims, picks, backend.type))
  // The files of B-roll are those of all takes.
  const most = source.broll === null ? MOST_EARLIER : Number.POSITIVE_INFINITY
  const compared = shown.flatMap((each) => comparedTakes(each, claims, backend.type, most))
  const requests = await requestsOfTakes(store.database, compared)
  const generations = shown.map((each) => ({
    ...each,
    outcome: outcomeOf(each.node, end.stoppedBy),
    earlier: earlierTakes(each, resolved, backend.type, requests, most),
    waits: resolved.waitsAt(each.node),
  }))
  const gates = new Map(source.wiring.gates.map((gate) => [gate.key, gate]))
  const { cost, ...place } = extras
  return {
    store,
    vault: source.project.vault(),
    workflow,
    document: source.document,
    wiring: source.wiring,
    sourceFolder: source.folder,
    ...place,
    variant,
    backendName: projectBackend.name,
    generations,
    gates,
    receipt: receiptOf({ generations, gates, end, cost, isFree: projectBackend.isFree }),
    plainNames: source.broll === null ? null : plainNames(source.broll.clips),
    mirrored: await mirroredIn(prepared, generations),
  }
}

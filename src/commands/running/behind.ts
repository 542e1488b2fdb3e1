/** What waits behind generations that were made anew, and what it would cost to make it anew too. */
import type { Node } from '../../engine/state.ts'
import { type Amount, NO_JOBS, plusJobs, usdOf } from '../../store/amount.ts'
import type { MediaKind } from '../../workflow/model.ts'
import { consumersOf } from './consumers.ts'
import type { Done } from './runErrand.ts'

export interface Behind {
  /** Paid jobs at the most. */
  readonly jobs: number
  readonly images: number
  readonly videos: number
  /** US dollars, or null where a price is not known. */
  readonly priceUsd: number | null
  /** The same in parts: what is known of it, and how many jobs have no price. */
  readonly price: Amount
  readonly generations: readonly {
    readonly tab: string
    readonly nodeId: number
    readonly title: string
    readonly kind: MediaKind
    readonly row: number
    readonly jobs: number
  }[]
}

export function behind({ prepared, resolved }: Done): Behind {
  const { generations } = prepared.source.wiring
  const { price } = prepared.planOptions()
  const made = resolved.nodes.filter((node) => node.made.length > 0)
  const consumers = consumersOf(generations, new Set(made.map(({ generation }) => generation.key)))
  const waiting = resolved.nodes.filter((node) => consumers.has(node.generation.key) && isWaiting(node))
  const count = (kind: MediaKind) =>
    waiting.reduce((sum, { generation }) => sum + (generation.kind === kind ? generation.slotCount : 0), 0)
  const [images, videos] = [count('image'), count('video')]
  const amount = waiting.reduce((sum, node) => plusJobs(sum, node.generation.slotCount, price(node)), NO_JOBS)
  return {
    jobs: images + videos,
    images,
    videos,
    priceUsd: usdOf(amount),
    price: amount,
    generations: waiting.map(({ generation }) => {
      const { tab, nodeId, title, kind, row, slotCount } = generation
      return { tab, nodeId, title, kind, row, jobs: slotCount }
    }),
  }
}

/** One whose take is still current is left out: a kept approval passes the same bytes. */
function isWaiting({ generation, state }: Node): boolean {
  return generation.off === null && (state.is === 'held' || state.is === 'skipped' || state.is === 'blocked')
}

/** The takes before the one on show, at half its size, each with what changed since: before and after at a glance. */
import { rejectedBadge, rowName } from './candidateFrame.ts'
import { clipLink } from './clipLink.ts'
import { frameShape, frameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import { medium, startFrameOf } from './medium.ts'
import { type SafeUrl, safeUrl } from './safeUrl.ts'
import type { SheetCandidate, SheetGeneration, SheetTake } from './sheet.ts'
import { takeChanges } from './takeChanges.ts'

export function earlierTakes(generation: SheetGeneration): Html {
  const { earlierTakes: takes, moreTakes } = generation
  return html`${takes.map((take) => earlierTake(generation, take))}${more(moreTakes)}`
}

function earlierTake(generation: SheetGeneration, take: SheetTake): Html {
  const { made, how, candidates } = take
  const size = frameSize({ candidates, parameters: generation.parameters })
  const figures = candidates.map((candidate) => smallFrame(generation, take, candidate))
  return html`<section class="earlier">
<h4>Take ${take.take} <span class="quiet" dir="auto">${[made, how].filter(Boolean).join(' · ')}</span></h4>
<div class="frames ${frameShape(size)}">${figures}</div>
${takeChanges(generation.take, take)}
</section>
`
}

function smallFrame(generation: SheetGeneration, take: SheetTake, candidate: SheetCandidate): Html {
  const isRejected = candidate.rejected !== null
  const wasPicked = !isRejected && take.pick?.slot === candidate.slot
  const name = `${rowName(generation)}, take ${take.take}, candidate ${candidate.slot}${isRejected ? ', rejected' : ''}`
  const size = frameSize({ candidates: take.candidates, parameters: generation.parameters })
  const startFrame = safeUrl(take.startFrame) ?? commonStartFrame(generation, take)
  const framed =
    generation.kind === 'video'
      ? clipLink(candidate, { name, size, startFrame })
      : medium(candidate, { kind: 'image', name, size, preload: 'none', startFrame: null })
  const badge = wasPicked
    ? html`<span class="badge">was ${take.pick?.by === 'approved' ? 'approved' : 'auto pick'}</span>`
    : null
  return html`<figure class="candidate${isRejected ? ' rejected' : wasPicked ? ' pick lapsed' : ''}">
${framed}
<figcaption><span class="key">${candidate.slot}</span>${rejectedBadge(candidate)}${badge}</figcaption>
</figure>
`
}

/** That of the take on show, where no medium changed since. */
function commonStartFrame(generation: SheetGeneration, { changes }: SheetTake): SafeUrl | null {
  return changes.every(({ explanation }) => explanation === null) ? startFrameOf(generation) : null
}

function more(count: number): Html | null {
  if (count === 0) return null
  return html`<p class="more quiet">${count === 1 ? '1 older take is' : `${count} older takes are`} kept and not shown.</p>`
}

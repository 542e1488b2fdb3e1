/** One candidate: the picture or clip, the key that picks it (1–4), and whether it is the pick or was rejected. */
import type { FrameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import { medium, startFrameOf } from './medium.ts'
import type { SheetCandidate, SheetGeneration, SheetPick } from './sheet.ts'

interface FrameOptions {
  readonly size: FrameSize
  readonly preload: 'metadata' | 'none'
  /** Whether it is worth saying which candidates are new. */
  readonly showsNew: boolean
}

export function candidateFrame(
  generation: SheetGeneration,
  candidate: SheetCandidate,
  { size, preload, showsNew }: FrameOptions,
): Html {
  const { kind, picks } = generation
  const isRejected = candidate.rejected !== null
  const pick = isRejected ? undefined : foremostPick(picks.filter(({ slot }) => slot === candidate.slot))
  const seed = candidate.seed === null ? null : html`<span class="seed">seed ${candidate.seed}</span>`
  const name = `${rowName(generation)}, candidate ${candidate.slot}${isRejected ? ', rejected' : ''}`
  return html`<figure class="${isRejected ? 'candidate rejected' : pickClass(pick)}">
${medium(candidate, { kind, name, size, preload, startFrame: startFrameOf(generation) })}
<figcaption><span class="key">${candidate.slot}</span>${rejectedBadge(candidate)}${pickBadge(pick)}${markBadge(candidate, showsNew)}${seed}</figcaption>
</figure>
`
}

/** The tell, in the words of who rejected it. */
export function rejectedBadge({ rejected }: SheetCandidate): Html | null {
  if (rejected === null) return null
  return html`<span class="tell" dir="auto"><strong>rejected</strong> ${rejected}</span>`
}

/** What a picture of a generation is called. */
export function rowName({ title, row, rowCount }: SheetGeneration): string {
  return rowCount > 1 ? `${title}, row ${row}` : title
}

function foremostPick(picks: readonly SheetPick[]): SheetPick | undefined {
  return (
    picks.find((pick) => pick.passes && pick.by === 'approved') ??
    picks.find((pick) => pick.passes) ??
    picks[0]
  )
}

function pickClass(pick: SheetPick | undefined): string {
  if (pick === undefined) return 'candidate'
  return pick.passes ? `candidate pick ${pick.by}` : 'candidate pick lapsed'
}

function pickBadge(pick: SheetPick | undefined): Html | null {
  if (pick === undefined) return null
  const word = pick.by === 'approved' ? 'approved' : 'auto pick'
  const gate = `gate ${pick.gate}, ${pick.gateTitle}`
  if (pick.passes) return html`<span class="badge" title="${gate}">${word}</span>`
  return html`<span class="badge" title="${gate}"><s>${word}</s> lapsed</span>`
}

function markBadge({ mark, rejected }: SheetCandidate, showsNew: boolean): Html | null {
  if (mark === 'adopted') return html`<span class="mark">adopted</span>`
  return mark === 'new' && showsNew && rejected === null ? html`<span class="mark">new</span>` : null
}

/** One candidate: the picture or clip, the key that picks it (1–4), and whether it is the pick. */
import { blank } from './emptyFrame.ts'
import type { FrameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import { type SafeUrl, safeUrl } from './safeUrl.ts'
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
  options: FrameOptions,
): Html {
  const pick = foremostPick(generation.picks.filter((each) => each.slot === candidate.slot))
  const seed = candidate.seed === null ? null : html`<span class="seed">seed ${candidate.seed}</span>`
  return html`<figure class="${pickClass(pick)}">
${medium(generation, candidate, options)}
<figcaption><span class="key">${candidate.slot}</span>${pickBadge(pick)}${markBadge(candidate, options)}${seed}</figcaption>
</figure>
`
}

function medium(generation: SheetGeneration, candidate: SheetCandidate, options: FrameOptions): Html {
  const source = safeUrl(candidate.href)
  if (source === null) return blank(options.size, 'the file is not to be had')
  const width = candidate.width ?? options.size.width
  const height = candidate.height ?? options.size.height
  const name = `${generation.title}${rowName(generation)}, candidate ${candidate.slot}`
  if (generation.kind === 'video') {
    const under = startFrame(generation)
    const onPaper = under === null ? 'clip' : 'clip: its start frame'
    return html`<div class="frame">${under}<video controls preload="${options.preload}" loading="lazy" muted loop playsinline width="${width}" height="${height}" src="${source.url}" aria-label="${name}"></video><span class="paper">${onPaper}</span></div>`
  }
  const picture = html`<img loading="lazy" decoding="async" width="${width}" height="${height}" src="${source.url}" alt="${name}">`
  return html`<div class="frame">${linked(source, picture)}</div>`
}

/** A link to the medium in full; bytes in the sheet itself have no address to go to. */
export function linked(source: SafeUrl, content: Html): Html {
  if (source.place === 'inline') return content
  return html`<a href="${source.url}" target="_blank" rel="noopener noreferrer">${content}</a>`
}

/** Shown below a clip that is not loaded yet, or that the paper cannot show. */
function startFrame(generation: SheetGeneration): Html | null {
  const source = safeUrl(generation.inputs.find((input) => input.role === 'start frame')?.href ?? null)
  return source === null ? null : html`<img class="under" loading="lazy" src="${source.url}" alt="">`
}

function rowName({ row, rowCount }: SheetGeneration): string {
  return rowCount > 1 ? `, row ${row}` : ''
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

function markBadge(candidate: SheetCandidate, { showsNew }: FrameOptions): Html | null {
  if (candidate.mark === 'adopted') return html`<span class="mark">adopted</span>`
  return candidate.mark === 'new' && showsNew ? html`<span class="mark">new</span>` : null
}

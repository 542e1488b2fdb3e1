/** A candidate's picture or clip in a frame of its shape, or the empty frame where it is not to be had. */
import { blank } from './emptyFrame.ts'
import type { FrameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import { type SafeUrl, safeUrl } from './safeUrl.ts'
import type { SheetCandidate, SheetGeneration } from './sheet.ts'

export interface MediumOptions {
  readonly kind: SheetGeneration['kind']
  /** Said in place of the picture. */
  readonly name: string
  readonly size: FrameSize
  readonly preload: 'metadata' | 'none'
  /** Shown below a clip that is not loaded yet, or that the paper cannot show. */
  readonly startFrame: SafeUrl | null
}

export function medium(candidate: SheetCandidate, options: MediumOptions): Html {
  const { kind, name, size, preload, startFrame } = options
  const source = safeUrl(candidate.href)
  if (source === null) return blank(size, 'the file is not to be had')
  const width = candidate.width ?? size.width
  const height = candidate.height ?? size.height
  if (kind === 'video') {
    // Over a clip that is not loaded, a browser paints its own ground: only a poster is seen there.
    const poster = startFrame === null || preload === 'metadata' ? null : html` poster="${startFrame.url}"`
    const under =
      startFrame === null ? null : html`<img class="under" loading="lazy" src="${startFrame.url}" alt="">`
    const onPaper = under === null ? 'clip' : 'clip: its start frame'
    return html`<div class="frame">${under}<video controls preload="${preload}" loading="lazy" muted loop playsinline${poster} width="${width}" height="${height}" src="${source.url}" aria-label="${name}"></video><span class="paper">${onPaper}</span></div>`
  }
  const picture = html`<img loading="lazy" decoding="async" width="${width}" height="${height}" src="${source.url}" alt="${name}">`
  return html`<div class="frame">${linked(source, picture)}</div>`
}

/** A link to the medium in full, where a browser would show it as one. */
export function linked(source: SafeUrl, content: Html): Html {
  if (!source.opensAsMedium) return content
  return html`<a href="${source.url}" target="_blank" rel="noopener noreferrer">${content}</a>`
}

export function startFrameOf({ inputs }: SheetGeneration): SafeUrl | null {
  return safeUrl(inputs.find((input) => input.role === 'start frame')?.href ?? null)
}

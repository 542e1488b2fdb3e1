/** A clip too small for a player's controls: its start frame, which opens the clip. Nothing of it is loaded before. */
import { blank } from './emptyFrame.ts'
import type { FrameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import { linked } from './medium.ts'
import { type SafeUrl, safeUrl } from './safeUrl.ts'
import type { SheetCandidate } from './sheet.ts'

export interface ClipLinkOptions {
  readonly name: string
  readonly size: FrameSize
  readonly startFrame: SafeUrl | null
}

/** An SVG without content keeps the shape where there is no start frame. */
export function clipLink({ href }: SheetCandidate, { name, size, startFrame }: ClipLinkOptions): Html {
  const source = safeUrl(href)
  if (source === null) return blank(size, 'the file is not to be had')
  const { width, height } = size
  const still =
    startFrame === null
      ? html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${name}"></svg>`
      : html`<img loading="lazy" decoding="async" width="${width}" height="${height}" src="${startFrame.url}" alt="${name}">`
  return html`<div class="frame clip">${linked(source, html`${still}<span class="play"></span>`)}</div>`
}

/** A slot without a candidate: an empty frame of the right shape that says why. */
import type { FrameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import type { SheetGeneration } from './sheet.ts'

export function emptyFrame(generation: SheetGeneration, slot: number, size: FrameSize): Html {
  return html`<figure class="candidate">
${blank(size, whyEmpty(generation, slot))}
<figcaption><span class="key">${slot}</span></figcaption>
</figure>
`
}

/** The same, for a candidate whose medium is not to be had. An SVG without content keeps the shape. */
export function blank(size: FrameSize, why: string): Html {
  return html`<div class="frame empty"><svg width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true"></svg><p>${why}</p></div>`
}

function whyEmpty({ error, status }: SheetGeneration, slot: number): string {
  if (error !== null && (error.slots.includes(slot) || error.slots.length === 0)) {
    return WHY[error.errorType] ?? error.errorType
  }
  return status === 'failed' ? 'failed' : 'not made yet'
}

const WHY: Readonly<Record<string, string>> = {
  content_policy: 'refused by the service',
  timeout: 'took too long',
  'connection refused': 'backend out of reach',
  'model not available': 'model not available',
  api_error: 'the service failed',
}

/** Foreign text made fit for an SVG: one line, no control characters or lone surrogates, markup escaped. */

/** Whitespace becomes one space each, what cannot be drawn goes. Not yet escaped: measure and wrap this. */
export function plainText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/gu, '')
    .trim()
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}

/** An address that may stand in the sheet. Refuses scripts, absolute and protocol-relative paths, and all schemes but three. */

export interface SafeUrl {
  readonly url: string
  /** Where it leads: a file beside the sheet, another server, or bytes in the sheet itself. */
  readonly place: 'beside' | 'elsewhere' | 'inline'
}

const INLINE_IMAGE = /^data:image\/(?:png|jpeg|webp|gif|avif);base64,[A-Za-z0-9+/]+={0,2}$/
const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** `href` as in `SheetCandidate`. Null when it is null or must not be shown. */
export function safeUrl(href: string | null): SafeUrl | null {
  if (href === null || href === '') return null
  if (/^https?:/i.test(href)) return webUrl(href)
  if (/^data:/i.test(href)) return INLINE_IMAGE.test(href) ? { url: href, place: 'inline' } : null
  if (SCHEME.test(href.trimStart()) || /^[\\/]/.test(href)) return null
  // A lone surrogate cannot be percent-encoded.
  if (/\p{Surrogate}/u.test(href)) return null
  return { url: href.split('/').map(encodeURIComponent).join('/'), place: 'beside' }
}

function webUrl(href: string): SafeUrl | null {
  if (!URL.canParse(href)) return null
  return { url: new URL(href).href, place: 'elsewhere' }
}

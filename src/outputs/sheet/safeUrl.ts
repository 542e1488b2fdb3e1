/**
 * An address that may stand in the sheet. Refuses scripts, absolute and protocol-relative paths, all schemes but three,
 * and what opens something for whoever has it: a sheet is passed on.
 */
import { holdsSecret } from '../../workflow/shownUrl.ts'

export interface SafeUrl {
  readonly url: string
  /**
   * Whether a browser that is led there shows a picture or a clip. A file `x.html` may be a sound PNG, and a page with a
   * script; bytes in the sheet itself have no address to go to.
   */
  readonly opensAsMedium: boolean
}

const MEDIUM_NAME = /\.(?:png|jpe?g|webp|gif|avif|mp4|webm|mov)$/i

const INLINE_IMAGE = /^data:image\/(?:png|jpeg|webp|gif|avif);base64,[A-Za-z0-9+/]+={0,2}$/
const SCHEME = /^[a-z][a-z0-9+.-]*:/i

/** `href` as in `SheetCandidate`. Null when it is null or must not be shown. */
export function safeUrl(href: string | null): SafeUrl | null {
  if (href === null || href === '') return null
  if (/^https?:/i.test(href)) return webUrl(href)
  if (/^data:/i.test(href)) return INLINE_IMAGE.test(href) ? { url: href, opensAsMedium: false } : null
  if (SCHEME.test(href.trimStart()) || /^[\\/]/.test(href)) return null
  // A lone surrogate cannot be percent-encoded.
  if (/\p{Surrogate}/u.test(href)) return null
  const url = href.split('/').map(encodeURIComponent).join('/')
  return { url, opensAsMedium: MEDIUM_NAME.test(href) }
}

function webUrl(href: string): SafeUrl | null {
  if (!URL.canParse(href) || holdsSecret(href)) return null
  return { url: new URL(href).href, opensAsMedium: true }
}

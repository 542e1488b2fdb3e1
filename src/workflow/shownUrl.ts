/** A reference's URL in a message: a password, or a signature that opens it, is nobody's who reads the message. */

const MOST_CHARACTERS = 120
const HEAD = 100

/** `https://***@host/path?***`; paths as they are; long ones cut. Of `data:` URLs only what they say to be. */
export function shownUrl(url: string): string {
  if (/^\s*data:/i.test(url)) return `${/^\s*data:[^,;]{0,60}/i.exec(url)![0].trim()},…`
  const shown = /^\s*[a-z][a-z0-9+.-]+:/i.test(url) ? withoutSecrets(url) : url
  return shown.length > MOST_CHARACTERS ? `${shown.slice(0, HEAD)}…` : shown
}

/** Whether a URL of the web opens something for whoever has it: it carries a name, a password, a signature or a token. */
export function holdsSecret(url: string): boolean {
  return /^\s*https?:/i.test(url) && (/^[^/?#]*:\/\/[^/?#]*@/.test(url.trim()) || SECRET_PARAMETER.test(url))
}

/** Signed URLs of S3, R2, Google, Azure, CloudFront; and what else is called so. */
const SECRET_PARAMETER =
  /[?&;](?:x-(?:amz|goog|oss)-|[^=&;#]*(?:sig|token|secret|key|auth|pass|policy|credential)[^=&;#]*=)/i

function withoutSecrets(url: string): string {
  return url.replace(/^(\s*[^/?#]*:\/\/)[^/?#]*@/, '$1***@').replace(/[?#].+$/s, '?***')
}

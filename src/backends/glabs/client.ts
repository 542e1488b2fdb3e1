/** One HTTP exchange with G-Labs. Never repeats, never follows a redirect (that would repeat a POST). */
import { faultPoint } from '../../faultPoint.ts'
import { hideSecrets } from '../../hideSecrets.ts'
import { replyText } from './replyText.ts'
import { statedWait } from './statedWait.ts'

export type Exchange =
  | {
      readonly answered: true
      readonly status: number
      readonly isHtml: boolean
      readonly text: string
      readonly retryAfterMs: number | undefined
    }
  | {
      readonly answered: false
      readonly message: string
      /** Whether the request is known not to have left this machine. */
      readonly neverSent: boolean
    }

export interface Client {
  /** Without a trailing slash. */
  readonly baseUrl: string
  get(path: string, signal: AbortSignal): Promise<Exchange>
  post(path: string, body: string, signal?: AbortSignal): Promise<Exchange>
}

/** Failures are values; only an aborted signal throws. */
export function createClient(options: { url: string; apiKey: string | undefined }): Client {
  const baseUrl = options.url.replace(/\/+$/, '')
  // Unpacked: answers are short, and a packed one that breaks off is hard to tell from one that is still to come.
  const headers: Record<string, string> = {
    'Accept-Encoding': 'identity',
    ...(options.apiKey && { 'X-API-Key': options.apiKey }),
  }
  const hide = hideSecrets([options.apiKey])
  return {
    baseUrl,
    get: (path, signal) => exchange(`${baseUrl}${path}`, { headers, signal }, hide),
    post: (path, body, signal) => {
      const post = { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body }
      return exchange(`${baseUrl}${path}`, { ...post, ...(signal && { signal }) }, hide)
    },
  }
}

/** @param hide takes the key out of what is said back: it would be stored and shown as the service's own words */
async function exchange(
  url: string,
  request: RequestInit,
  hide: (text: string) => string,
): Promise<Exchange> {
  try {
    faultPoint('network:asking')
    const response = await fetch(url, { ...request, redirect: 'manual' })
    const text = hide(await replyText(response, request.signal))
    faultPoint('network:answered')
    return {
      answered: true,
      status: response.status,
      isHtml: /^\s*<(!doctype|html|head|body|center)/i.test(text) || isHtmlType(response),
      text,
      retryAfterMs: retryAfterOf(response),
    }
  } catch (cause) {
    request.signal?.throwIfAborted()
    const { code, syscall, reason } = rootOf(cause)
    const message = `${new URL(url).origin} did not answer: ${hide(reason)}`
    return { answered: false, message, neverSent: isBeforeSending(code, syscall) }
  }
}

/** Any other break may have come after the request arrived: a host can become unreachable on an open line, too. */
function isBeforeSending(code: string, syscall: string): boolean {
  if (syscall === 'read' || syscall === 'write') return false
  return syscall === 'connect' || beforeSending.test(code)
}

/** Codes of name lookup, connecting and the handshake of TLS. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_INVALID_URL|CERT_.*|ERR_TLS_.*|ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|.*(HANDSHAKE|PROTOCOL|CERTIFICATE).*)|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/

/** fetch throws `TypeError: fetch failed`; what happened is in its cause. */
function rootOf(thrown: unknown): { code: string; syscall: string; reason: string } {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  const code = textProperty(cause, 'code')
  const message = cause instanceof Error ? cause.message : String(cause)
  const reason = code === '' || message.includes(code) ? message || code : `${message} (${code})`.trim()
  return { code, syscall: textProperty(cause, 'syscall'), reason }
}

function textProperty(value: unknown, key: string): string {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof found === 'string' ? found : ''
}

function isHtmlType(response: Response): boolean {
  return (response.headers.get('content-type') ?? '').startsWith('text/html')
}

/** G-Labs states none, a tunnel in front of it may. */
function retryAfterOf(response: Response): number | undefined {
  const stated = response.headers.get('retry-after')
  if (stated === null) return undefined
  const waitMs = /^\d+$/.test(stated) ? Number(stated) * 1000 : Date.parse(stated) - Date.now()
  return statedWait(waitMs)
}

/** G-Labs' failures as Retake's: by codes and fixed markers, never by the words of one language. */
import { z } from 'zod'
import type { BackendError } from '../backend.ts'
import type { Exchange } from './client.ts'
import { parseReply, type TaskStatus } from './replies.ts'
import { statedWait } from './statedWait.ts'

/** What a failed task says. `message` is the service's own words, whole. */
export function failureOfTask(task: TaskStatus): BackendError {
  const code = codeOf(task)
  const words = wordsOf(task.error ?? '', task.error_detail ?? '') || `G-Labs gave code ${code} and no text`
  const fails = (errorType: BackendError['errorType'], retryable: boolean) => ({
    errorType,
    message: words,
    retryable,
  })
  if (hasMarker(words, isRefusal) || (code === 400 && policyWords.test(beginningOf(words)))) {
    return fails('content_policy', false)
  }
  if (hasMarker(words, isOfModel)) return fails('model not available', false)
  if (code === 504 || (code === 0 && /Timeout:|Task timed out/.test(words))) return fails('timeout', true)
  if (code === 429) return { ...fails('api_error', true), rateLimited: true, ...waitIn(words) }
  if (code === 401 || code === 403) {
    const message = `${words} — sign in again in G-Labs, and see that the account's plan allows this`
    return { ...fails('api_error', false), message }
  }
  if (code === 0) return fails('api_error', !/Missing required field/.test(words))
  return fails('api_error', code >= 500 || (code === 400 && words.includes('INVALID_ARGUMENT')))
}

/** What it means that a POST was not accepted. */
export function failureOfPost(exchange: Exchange): BackendError {
  if (!exchange.answered) return brokenPost(exchange)
  const { status, retryAfterMs } = exchange
  const message = answerOf(exchange)
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs }
  if (isTunnelsOwn(exchange)) {
    // 502 and 522 can also mean that the connection broke after the request had arrived.
    const paid = status === 502 || status === 522 ? { mayHaveBeenPaid: true } : {}
    return { errorType: 'connection refused', message, retryable: !paid.mayHaveBeenPaid, ...paid }
  }
  if (status === 429) return { errorType: 'api_error', message, retryable: true, rateLimited: true, ...wait }
  if (status === 504) return { errorType: 'timeout', message, retryable: true, mayHaveBeenPaid: true }
  if (status < 300) return { errorType: 'api_error', message, retryable: false, mayHaveBeenPaid: true }
  // A wrong key or plan refuses every further job alike.
  const stops = status === 401 || status === 403 ? { stopsAll: true } : {}
  if (status < 500) return { errorType: 'api_error', message, retryable: false, ...stops }
  const paid = exchange.isHtml ? { mayHaveBeenPaid: true } : {}
  return { errorType: 'api_error', message, retryable: true, ...wait, ...paid }
}

/** Whether the answer to a question says only that G-Labs is out of reach: it never speaks HTML itself. */
export function isOutOfReach(exchange: Exchange): boolean {
  return !exchange.answered || exchange.isHtml || isTunnelsOwn(exchange)
}

/** To a program the tunnel says it in plain text, `error code: 502`; G-Labs says everything in JSON. */
function isTunnelsOwn({ status, text }: Exchange & { answered: true }): boolean {
  return tunnelStatuses.has(status) && parseReply(errorReply, text) === null
}

/** The status and the service's own words, with what to do where that is known. */
export function answerOf(exchange: Exchange): string {
  const advice = adviceFor(exchange)
  return `${saidBy(exchange)}${advice === undefined ? '' : ` — ${advice}`}`
}

/** The status and the service's own words, without advice. */
export function saidBy(exchange: Exchange): string {
  if (!exchange.answered) return exchange.message
  const { status, text, isHtml } = exchange
  const said = parseReply(errorReply, text)?.error ?? (isHtml ? 'a page of HTML' : text.slice(0, 2000).trim())
  return `G-Labs answered ${status}: ${said || 'nothing'}`
}

/** What to do about a status, where that is known. */
export function adviceFor(exchange: Exchange): string | undefined {
  return exchange.answered ? advices.get(exchange.status) : undefined
}

function brokenPost(exchange: Exchange & { answered: false }): BackendError {
  const { message, neverSent } = exchange
  if (neverSent) return { errorType: 'connection refused', message, retryable: true }
  // Not to be sent again before `find` has looked for it.
  return { errorType: 'connection refused', message, retryable: false, mayHaveBeenPaid: true }
}

const errorReply = z.object({ error: z.string() })

/** What Cloudflare answers for a tunnel whose other end is gone. */
const tunnelStatuses: ReadonlySet<number> = new Set([502, 521, 522, 523, 530])

const advices: ReadonlyMap<number, string> = new Map([
  [301, 'set GLABS_URL to the address it moved to'],
  [302, 'set GLABS_URL to the address it moved to'],
  [307, 'set GLABS_URL to the address it moved to'],
  [308, 'set GLABS_URL to the address it moved to'],
  [
    401,
    'set GLABS_API_KEY (of one of several desktops: its "key" in "backends") to the key that G-Labs shows under Webhook',
  ],
  [403, 'G-Labs needs the plan it names; GLABS_API_KEY belongs to the account that is signed in there'],
  [404, 'is GLABS_URL the address of G-Labs, and is its Webhook new enough?'],
  [413, 'the references together are over 50 MB; use smaller images'],
])

/**
 * Upper-case identifiers, as the upstream writes them in every language. Each word is looked at by itself: one pattern
 * for all of it would take the square of time for a long text.
 */
function hasMarker(words: string, isMarker: (word: string) => boolean): boolean {
  for (const [word] of words.matchAll(/\w+/g)) if (/^[A-Z0-9_]+$/.test(word) && isMarker(word)) return true
  return false
}

const refusals =
  /CONTENT_POLICY|UNSAFE_GENERATION|MINOR|SEXUAL|VIOLENCE|DANGER|PROMINENT_PEOPLE|IP_INPUT_IMAGE|AUDIO_FILTERED/

function isRefusal(word: string): boolean {
  return word.includes('_') && refusals.test(word)
}

function isOfModel(word: string): boolean {
  return /MODEL_(ACCESS|NOT|UNAVAILABLE|UNSUPPORTED)/.test(word)
}

const policyWords = /polic|polític|safety|violat|prohibit|chính sách/i

/** Composed, as the words above are. What a service has to say stands at the beginning, and marks without end take long. */
function beginningOf(words: string): string {
  return words.slice(0, 10_000).normalize('NFC')
}

/** Google's `RetryInfo` (`"retryDelay":"38s"`) or the header's name, where upstream's words hold them. */
function waitIn(words: string): { retryAfterMs?: number } {
  const seconds = /(?:retryDelay|Retry-After)["':\s]{1,5}(\d+(?:\.\d+)?)/i.exec(words)?.[1]
  const retryAfterMs = statedWait(Number(seconds) * 1000)
  return retryAfterMs === undefined ? {} : { retryAfterMs }
}

/** `error_code`, else the number that `error_detail` begins with, else 0. */
function codeOf({ error_code, error_detail }: TaskStatus): number {
  return error_code ?? Number(/^(\d{3}):/.exec(error_detail ?? '')?.[1] ?? 0)
}

function wordsOf(error: string, detail: string): string {
  if (detail.includes(error)) return detail
  return error.includes(detail) ? error : `${error} (${detail})`
}

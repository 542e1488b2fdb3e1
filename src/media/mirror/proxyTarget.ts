/**
 * An upload proxy: a small service of the user's that takes a file and names its public URL. `PUT {url}/{key}` with the
 * bytes as body, or `POST {url}` as a form with the fields `key`, `sha256` and `file`; both with a bearer token.
 */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { faultPoint } from '../../faultPoint.ts'
import { hideSecrets } from '../../hideSecrets.ts'
import { checkedParts } from './checkedParts.ts'
import { contentDisposition } from './contentDisposition.ts'
import { MirrorFailure } from './mirrorFailure.ts'
import type { MirrorObject, MirrorTarget, PutOptions } from './mirrorTarget.ts'
import { urlInAnswer } from './proxyAnswer.ts'
import { CACHE_CONTROL } from './s3Headers.ts'

export interface ProxySettings {
  /** Without a `/` at the end. */
  readonly url: string
  readonly method: 'PUT' | 'POST'
  readonly token: string | undefined
}

const CHUNK_BYTES = 2 ** 20
/** Without a byte in either direction. */
const SILENCE_MS = 30_000
const MOST_ANSWER_BYTES = 64 * 1024

export function proxyTarget(settings: ProxySettings): MirrorTarget {
  const { url } = settings
  const name = `upload proxy ${withoutSecrets(url)}`
  return {
    id: `proxy ${settings.method} ${url}`,
    place: url,
    name,
    put: async (object, options) => {
      const answer = await send(object, options, settings, name)
      const publicUrl = urlInAnswer(answer.text, answer.location)
      if (publicUrl === null) {
        const said = hideSecrets([settings.token])(answer.text).slice(0, 200)
        throw new MirrorFailure(
          'target',
          `${name} took a file, but its answer names no public URL: ${said || 'it is empty'}`,
        )
      }
      return { url: publicUrl, sentBytes: object.byteCount }
    },
    holds: async () => null,
    fetch: async () => null,
    // It knows no parts.
    clearUp: async () => {},
    probe: async (signal) => {
      // Any answer will do: nobody says what a proxy answers to a question.
      await answered(name, async () =>
        (await client()).request(url, { method: 'HEAD', signal, headersTimeout: SILENCE_MS }),
      )
    },
  }
}

interface Answer {
  readonly text: string
  readonly location: string | null
}

async function send(
  object: MirrorObject,
  { signal, onProgress }: PutOptions,
  { url, method, token }: ProxySettings,
  name: string,
): Promise<Answer> {
  const form = method === 'POST' ? formAround(object) : null
  const address = form === null ? `${url}/${object.key.split('/').map(encodeURIComponent).join('/')}` : url
  const headers: Record<string, string> = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(form === null ? plainHeaders(object) : { 'content-type': form.contentType }),
    'content-length': String(object.byteCount + (form === null ? 0 : form.byteCount)),
  }
  const body = Readable.from(bodyOf(object, form, onProgress))
  faultPoint('network:mirror')
  const dispatch = async () =>
    (await client()).request(address, {
      method,
      headers,
      body,
      signal,
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
    })
  const { statusCode, headers: answered_, body: content } = await answered(name, dispatch)
  const text = await answered(name, () => headOf(content))
  faultPoint('network:mirrored')
  if (statusCode >= 200 && statusCode < 300) return { text, location: single(answered_.location) }
  throw refusal(statusCode, hideSecrets([token])(text), Number(single(answered_['retry-after'])), name)
}

/** As much of an answer as could name a URL; the rest is not waited for. */
async function headOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  let byteCount = 0
  for await (const piece of content) {
    pieces.push(piece)
    byteCount += piece.byteLength
    if (byteCount > MOST_ANSWER_BYTES) break
  }
  return Buffer.concat(pieces).subarray(0, MOST_ANSWER_BYTES).toString()
}

function plainHeaders({ mediaType, downloadName, sha256 }: MirrorObject): Record<string, string> {
  return {
    'content-type': mediaType,
    'cache-control': CACHE_CONTROL,
    'content-disposition': contentDisposition(downloadName),
    // RFC 9530; a proxy that knows it refuses bytes that were changed on the way.
    'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
  }
}

interface Form {
  readonly contentType: string
  readonly before: Buffer
  readonly after: Buffer
  readonly byteCount: number
}

function formAround({ key, sha256, mediaType, downloadName }: MirrorObject): Form {
  const boundary = `retake-${randomUUID()}`
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const fileName = downloadName.replace(/["\r\n\\]/g, '_')
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\nContent-Type: ${mediaType}\r\n\r\n`
  const before = Buffer.from(field('key', key) + field('sha256', sha256) + file)
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  const contentType = `multipart/form-data; boundary=${boundary}`
  return { contentType, before, after, byteCount: before.byteLength + after.byteLength }
}

async function* bodyOf(
  object: MirrorObject,
  form: Form | null,
  onProgress: () => void,
): AsyncGenerator<Buffer> {
  if (form !== null) yield form.before
  for await (const { bytes } of checkedParts(object, CHUNK_BYTES)) {
    yield bytes
    onProgress()
  }
  if (form !== null) yield form.after
}

/** Loaded when something is first sent: a command that sends nothing starts without it. */
const client = () => import('undici')

/** A line that breaks passes; what we found out ourselves is told as it is. */
async function answered<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof MirrorFailure) throw error
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : null
    const reason = typeof code === 'string' ? code : error instanceof Error ? error.message : String(error)
    throw new MirrorFailure('passing', `${name} does not answer: ${reason}`, { cause: error })
  }
}

function refusal(status: number, text: string, seconds: number, name: string): MirrorFailure {
  const reason = `${name} answers HTTP ${status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`
  if (status === 401 || status === 403)
    return new MirrorFailure('target', `${reason}; see UPLOAD_PROXY_TOKEN`)
  if (status < 400 || status === 404 || status === 405)
    return new MirrorFailure('target', `${reason}; see UPLOAD_PROXY_URL and UPLOAD_PROXY_METHOD`)
  const isPassing = status === 408 || status === 425 || status === 429 || status >= 500
  const retryAfterMs = seconds > 0 ? seconds * 1000 : null
  return new MirrorFailure(isPassing ? 'passing' : 'object', reason, { retryAfterMs })
}

function single(header: Dispatcher.ResponseData['headers'][string]): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null
}

/** An address may carry a name and a password, or a token. */
function withoutSecrets(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname}`
}

/** Brings a finished job's bytes into the vault. A download is free to repeat; the job is not sent again for it. */
import type { BackendError, RemoteMedia } from '../backends/backend.ts'
import { decodingProblem } from '../media/decode.ts'
import { type Download, download } from '../media/download.ts'
import { identify, type MediaFacts } from '../media/identify.ts'
import type { Vault } from '../media/vault.ts'
import { pause } from './pause.ts'

export type Collected =
  | { readonly is: 'had'; readonly sha256: string; readonly byteCount: number; readonly facts: MediaFacts }
  /** `keepHandle`: the result may still be there; the next run asks for it. */
  | { readonly is: 'failed'; readonly error: BackendError; readonly keepHandle: boolean }
  | { readonly is: 'interrupted' }

export interface CollectOptions {
  readonly vault: Vault
  readonly maxMediaBytes: number
  readonly downloadTimeoutMs: number
  readonly signal: AbortSignal
}

const DOWNLOAD_PAUSES_MS = [500, 2_000]

/** @param kind the first half of the media type that is expected */
export async function collectMedia(
  media: readonly RemoteMedia[],
  kind: string,
  options: CollectOptions,
): Promise<Collected> {
  const [first] = media
  if (first === undefined) return failed('The service says that it is done, but names no file.', false)
  try {
    const stored =
      'bytes' in first ? await putBytes(first.bytes, options) : await fetchPatiently(first, options)
    if (stored.status === 'failed') {
      return failed(`The result cannot be downloaded: ${stored.reason}.`, !stored.gone)
    }
    const path = options.vault.path(stored.stored.sha256)
    const facts = await identify(path)
    if (facts.mediaType === null) return failed(`The result is no medium: ${facts.reason}.`, false)
    if (!facts.mediaType.startsWith(`${kind}/`)) {
      return failed(`The result is ${facts.mediaType} where ${kind} was asked for.`, false)
    }
    const problem = await decodingProblem(path, facts.mediaType)
    if (problem !== null) return failed(`The result cannot be decoded: ${problem}.`, false)
    return { is: 'had', ...stored.stored, facts }
  } catch (error) {
    if (options.signal.aborted) return { is: 'interrupted' }
    throw error
  }
}

async function putBytes(bytes: Uint8Array, { vault }: CollectOptions) {
  return { status: 'had' as const, stored: await vault.keep(bytes) }
}

async function fetchPatiently(
  { url, headers = {} }: Extract<RemoteMedia, { url: string }>,
  { vault, maxMediaBytes, downloadTimeoutMs, signal }: CollectOptions,
): Promise<Extract<Download, { status: 'had' | 'failed' }>> {
  for (const pauseMs of [...DOWNLOAD_PAUSES_MS, null]) {
    const answer = await download(vault, url, {
      headers,
      maxBytes: maxMediaBytes,
      timeoutMs: downloadTimeoutMs,
      signal,
    })
    if (answer.status === 'had') return answer
    const reason = answer.status === 'failed' ? answer.reason : 'HTTP 304'
    const gone = answer.status === 'failed' && answer.gone
    if (gone || pauseMs === null) return { status: 'failed', reason, gone }
    await pause(pauseMs, signal)
    signal.throwIfAborted()
  }
  throw new Error('unreachable: the last pause is null')
}

function failed(message: string, keepHandle: boolean): Collected {
  return { is: 'failed', error: { errorType: 'api_error', message, retryable: !keepHandle }, keepHandle }
}

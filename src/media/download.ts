/** One GET into the vault. Repeating it is free, so transport failures are told as values and left to the caller. */
import { RetakeError } from '../errors.ts'
import { faultPoint } from '../faultPoint.ts'
import { piecesOf } from './piecesOf.ts'
import { type Stored, TooLarge, type Vault } from './vault.ts'

export type Download =
  | {
      readonly status: 'had'
      readonly stored: Stored
      readonly etag: string | null
      readonly lastModified: string | null
    }
  /** The server says that what we have is still right. */
  | { readonly status: 'unchanged' }
  /** `gone`: repeating will not help. */
  | { readonly status: 'failed'; readonly reason: string; readonly gone: boolean }

export interface DownloadOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly signal?: AbortSignal
  /** The global `fetch`, or one that guards addresses. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

export async function download(vault: Vault, url: string, options: DownloadOptions): Promise<Download> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  const signal = options.signal === undefined ? deadline : AbortSignal.any([deadline, options.signal])
  try {
    const response = await (options.fetch ?? fetch)(url, { headers: { ...options.headers }, signal })
    faultPoint('network:download')
    if (response.status === 304) return { status: 'unchanged' }
    if (!response.ok || response.body === null) {
      await response.body?.cancel()
      return {
        status: 'failed',
        reason: `HTTP ${response.status}`,
        gone: [404, 410].includes(response.status),
      }
    }
    const stored = await vault.put(piecesOf(response.body, signal), options.maxBytes)
    faultPoint('network:downloaded')
    const promised = response.headers.get('content-encoding') ? null : response.headers.get('content-length')
    if (promised !== null && Number(promised) !== stored.byteCount) {
      return { status: 'failed', reason: `${stored.byteCount} of ${promised} bytes arrived`, gone: false }
    }
    const { headers } = response
    return { status: 'had', stored, etag: headers.get('etag'), lastModified: headers.get('last-modified') }
  } catch (error) {
    options.signal?.throwIfAborted()
    // What the disk would not take is no failure of the line: to go on would be to pay for what cannot be kept.
    if (error instanceof RetakeError) throw error
    if (error instanceof TooLarge) return { status: 'failed', reason: error.message, gone: true }
    if (deadline.aborted)
      return { status: 'failed', reason: `not finished after ${options.timeoutMs / 1000} s`, gone: false }
    return { status: 'failed', reason: transportReason(error), gone: false }
  }
}

/** `fetch` says "fetch failed"; what happened is in its cause. */
function transportReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return 'code' in cause ? `${cause.code}` : cause.message
}

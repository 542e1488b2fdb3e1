/**
 * Has bytes again that the vault has lost, from where they may still lie: files here, the mirror, where they came from, the
 * backend that made them. Nothing is paid for, and only bytes with the right hash enter.
 */
import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Backend, RemoteMedia } from '../../backends/backend.ts'
import { withChildSignal } from '../../engine/childSignal.ts'
import { RetakeError } from '../../errors.ts'
import { download } from '../../media/download.ts'
import { MirrorFailure } from '../../media/mirror/mirrorFailure.ts'
import { soundnessOf } from '../../media/soundness.ts'
import type { Vault } from '../../media/vault.ts'
import type { Named } from '../../store/fsck.ts'
import { trailsOf } from '../../store/fsckTrails.ts'
import { fromStoredPath } from '../../store/location.ts'
import type { Project } from '../app.ts'
import { allowedHosts } from '../running/allowedHosts.ts'
import { filesOfVersions } from './filesOfVersions.ts'

export type Again =
  | { readonly is: 'had'; readonly from: 'file' | 'mirror' | 'origin' | 'backend'; readonly place: string }
  /** What was tried, and why it did not do. */
  | { readonly is: 'lost'; readonly tried: readonly string[] }

export interface AgainOptions {
  readonly project: Project
  readonly signal: AbortSignal
  /** Backends that did not answer: they are not asked again. */
  readonly away: Set<string>
}

export async function haveAgain(
  sha256: string,
  named: readonly Named[],
  options: AgainOptions,
): Promise<Again> {
  const store = options.project.store()
  const vault = options.project.vault()
  const trails = await trailsOf(store.database, sha256)
  const isDocument = named.some(({ by }) => by === 'source')
  const files = [
    ...trails.copies.map((stored) => fromStoredPath(store.project, stored)),
    ...trails.origins.flatMap((url) => (url.startsWith('file:') ? [pathOf(url)] : [])),
    ...(isDocument ? filesOfVersions(named, store.project) : []),
  ]
  const tried: string[] = []
  for (const path of new Set(files)) {
    const reason = await fromFile(path, sha256, vault)
    if (reason === null) return { is: 'had', from: 'file', place: path }
    tried.push(`${path}: ${reason}`)
  }
  for (const url of trails.mirrored) {
    const reason = await fromMirror(url, sha256, options)
    if (reason === null) return { is: 'had', from: 'mirror', place: url }
    tried.push(`${url}: ${reason}`)
  }
  for (const url of trails.origins.filter((each) => /^https?:/i.test(each))) {
    const reason = await fromOrigin(url, sha256, options)
    if (reason === null) return { is: 'had', from: 'origin', place: url }
    tried.push(`${url}: ${reason}`)
  }
  for (const { backend, handle } of trails.jobs) {
    const reason = await fromBackend(backend, handle, sha256, options)
    if (reason === null) return { is: 'had', from: 'backend', place: backend }
    tried.push(`${backend}: ${reason}`)
  }
  return { is: 'lost', tried }
}

/** Read twice, so that nothing is written for a file that was changed. @returns why it does not do, or null */
async function fromFile(path: string, sha256: string, vault: Vault): Promise<string | null> {
  const found = await soundnessOf(path, sha256)
  if (found.is === 'missing') return 'it is not there'
  if (found.is === 'damaged') return found.reason
  return put(createReadStream(path), sha256, vault, Number.POSITIVE_INFINITY)
}

/** As anybody would fetch it, else with our own key: a bucket need not be public. */
async function fromMirror(url: string, sha256: string, options: AgainOptions): Promise<string | null> {
  const reason = await fetched(url, sha256, options, fetch)
  const { mirror } = options.project
  if (reason === null || mirror === null) return reason
  try {
    const bytes = await mirror.fetch(url, options.signal)
    if (bytes === null) return reason
    return await put(bytes, sha256, options.project.vault(), options.project.config.media.maxBytes)
  } catch (error) {
    if (error instanceof MirrorFailure) return error.message
    throw error
  }
}

async function fromOrigin(url: string, sha256: string, options: AgainOptions): Promise<string | null> {
  const { guardedFetch } = await import('../../media/guardedFetch.ts')
  return fetched(url, sha256, options, guardedFetch(allowedHosts(options.project.config)))
}

async function fetched(
  url: string,
  sha256: string,
  { project, signal }: AgainOptions,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
  headers: Readonly<Record<string, string>> = {},
): Promise<string | null> {
  const { maxBytes, timeoutMs } = project.config.media
  const answer = await download(only(sha256, project.vault()), url, {
    headers,
    maxBytes,
    timeoutMs,
    signal,
    fetch,
  })
  if (answer.status === 'had') return null
  return answer.status === 'failed' ? answer.reason : 'it answers that nothing has changed'
}

const ANSWER_TIMEOUT_MS = 30_000

/** To ask for a job that is done costs nothing. */
async function fromBackend(
  name: string,
  handle: string,
  sha256: string,
  options: AgainOptions,
): Promise<string | null> {
  const { project, signal, away } = options
  if (away.has(name)) return 'it does not answer'
  const backend = await backendNamed(name, project)
  if (backend === null) return 'it is not set up any more'
  const asked = await withChildSignal(
    signal,
    (limit) => backend.check(JSON.parse(handle), { signal: limit }),
    ANSWER_TIMEOUT_MS,
  ).catch((error: unknown) => {
    signal.throwIfAborted()
    away.add(name)
    return error instanceof Error ? error.message : String(error)
  })
  if (typeof asked === 'string') return asked
  if (asked.status === 'failed') {
    if (asked.error.errorType === 'connection refused') away.add(name)
    return asked.error.message
  }
  if (asked.status === 'running') return 'the job is still under way'
  const reasons: string[] = []
  for (const medium of asked.media) {
    const reason = await fromMedium(medium, sha256, options)
    if (reason === null) return null
    reasons.push(reason)
  }
  return reasons.join('; ') || 'it names no file'
}

function fromMedium(medium: RemoteMedia, sha256: string, options: AgainOptions): Promise<string | null> {
  if ('url' in medium) return fetched(medium.url, sha256, options, fetch, medium.headers)
  const { bytes } = medium
  return put(once(bytes), sha256, options.project.vault(), bytes.byteLength)
}

/** Handles belong to the name. */
async function backendNamed(name: string, project: Project): Promise<Backend | null> {
  try {
    const { instances } = await project.backend(name)
    return instances.find(({ backend }) => backend.name === name)?.backend ?? null
  } catch (error) {
    if (error instanceof RetakeError && error.code === 'usage') return null
    throw error
  }
}

/** A vault that takes these bytes in and no others. */
function only(sha256: string, vault: Vault): Vault {
  return { ...vault, put: (bytes, maxBytes) => vault.put(bytes, maxBytes, sha256) }
}

async function put(
  bytes: AsyncIterable<Uint8Array>,
  sha256: string,
  vault: Vault,
  maxBytes: number,
): Promise<string | null> {
  try {
    await vault.put(bytes, maxBytes, sha256)
    return null
  } catch (error) {
    // The disk would not take it: the next one would fail alike.
    if (error instanceof RetakeError) throw error
    return error instanceof Error ? error.message : String(error)
  }
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}

/** A reference is remembered by `file:` and its path, which is none of a URL's spelling. */
function pathOf(url: string): string {
  const path = url.slice('file:'.length)
  return path.startsWith('//') ? fileURLToPath(url) : path
}

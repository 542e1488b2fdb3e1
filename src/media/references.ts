/**
 * The media a workflow refers to, brought into the vault once per run: `http(s):`, `data:`, or a path inside the
 * project. What cannot be had falls back to its last known bytes, with a warning; otherwise only what needs it fails.
 */
import { createReadStream, realpathSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RetakeError } from '../errors.ts'
import { type Download, download } from './download.ts'
import { identify } from './identify.ts'
import { TooLarge, type Vault } from './vault.ts'

export type Reference =
  | { readonly status: 'had'; readonly sha256: string; readonly warning: string | null }
  /** `reason` completes "the reference X cannot be had: …"; `gone` means that asking again will not help. */
  | { readonly status: 'failed'; readonly reason: string; readonly gone: boolean }

/** What was had before, by URL or path. */
export interface Remembered {
  readonly sha256: string
  readonly mediaType: string
  readonly etag: string | null
  readonly lastModified: string | null
}

export interface ReferenceMemory {
  recall(key: string): Promise<Remembered | null>
  remember(key: string, remembered: Remembered): Promise<void>
}

export interface ReferenceOptions {
  readonly vault: Vault
  readonly memory: ReferenceMemory
  /** Folder that relative paths start from. */
  readonly baseFolder: string
  /** Folder that paths may not leave. */
  readonly project: string
  /** Allows absolute paths, `file:` and paths outside the project. */
  readonly allowOutside: boolean
  readonly maxBytes: number
  readonly timeoutMs: number
  readonly allowedHosts: readonly string[]
  readonly signal: AbortSignal
}

export type ReadReference = (url: string) => Promise<Reference>

/** As the editor's own limit: base64 without its `data:` looks like a path. */
const LONGEST_PATH = 1024
const NO_PATH: Reference = {
  status: 'failed',
  reason: `it is no URL, and longer than a path may be (${LONGEST_PATH} characters)`,
  gone: true,
}

/** A reader that asks for each URL once. */
export function openReferences(options: ReferenceOptions): ReadReference {
  const asked = new Map<string, Promise<Reference>>()
  return (url) => {
    const earlier = asked.get(url)
    if (earlier !== undefined) return earlier
    const reading = read(url, options)
    asked.set(url, reading)
    return reading
  }
}

async function read(given: string, options: ReferenceOptions): Promise<Reference> {
  const url = /^\s*[a-z][a-z0-9+.-]+:/i.test(given) ? given.trim() : given
  try {
    if (/^data:/i.test(url)) return await readDataUrl(url, options)
    if (/^https?:/i.test(url)) return await fromDownload(url, options)
    if (url.length > LONGEST_PATH) return NO_PATH
    return await fromFile(url, options)
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof RetakeError) throw error
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error), gone: true }
  }
}

async function fromDownload(url: string, options: ReferenceOptions): Promise<Reference> {
  const usable = await usableAt(url, options)
  const headers: Record<string, string> = {}
  if (usable?.etag) headers['if-none-match'] = usable.etag
  else if (usable?.lastModified) headers['if-modified-since'] = usable.lastModified
  const { guardedFetch } = await import('./guardedFetch.ts')
  const { vault, maxBytes, timeoutMs, signal } = options
  const fetch = guardedFetch(options.allowedHosts)
  const answer = await download(vault, url, { headers, maxBytes, timeoutMs, signal, fetch })
  if (answer.status === 'unchanged' && usable !== null) return had(usable.sha256)
  if (answer.status === 'had') return accept(url, answer, options)
  const { reason, gone } =
    answer.status === 'failed' ? answer : { reason: 'HTTP 304 without a question', gone: false }
  return lastKnown(usable, reason, gone)
}

async function accept(
  key: string,
  { stored, etag, lastModified }: Extract<Download, { status: 'had' }>,
  options: ReferenceOptions,
): Promise<Reference> {
  const known = await options.memory.recall(key)
  const usable = known !== null && options.vault.has(known.sha256) ? known : null
  if (known?.sha256 === stored.sha256 && known.etag === etag) return had(stored.sha256)
  const facts = await identify(options.vault.path(stored.sha256))
  if (facts.mediaType === null) return lastKnown(usable, facts.reason, true)
  await options.memory.remember(key, {
    sha256: stored.sha256,
    mediaType: facts.mediaType,
    etag,
    lastModified,
  })
  return had(stored.sha256)
}

async function readDataUrl(url: string, options: ReferenceOptions): Promise<Reference> {
  const comma = url.indexOf(',')
  const head = url.slice(5, comma)
  if (comma < 0) return { status: 'failed', reason: 'it is a data: URL without a comma', gone: true }
  const isBase64 = /;base64\s*$/i.test(head)
  // Judged before it is decoded, and a little generously: the vault counts the bytes themselves.
  if ((url.length - comma) * (isBase64 ? 0.7 : 1 / 3) > options.maxBytes) return tooLarge(options)
  const text = url.slice(comma + 1)
  const bytes = isBase64 ? Buffer.from(text, 'base64') : Buffer.from(decodeURIComponent(text))
  return store([bytes], null, options)
}

async function fromFile(url: string, options: ReferenceOptions): Promise<Reference> {
  const isFileUrl = /^file:/i.test(url)
  const path = isFileUrl ? fileURLToPath(url) : resolve(options.baseFolder, url)
  const outside = isFileUrl || isAbsolute(url) || !isInside(options.project, path)
  if (outside && !options.allowOutside) return refusedOutside(path, options)
  try {
    const real = realpathSync(path)
    if (!options.allowOutside && !isInside(realpathSync(options.project), real))
      return refusedOutside(real, options)
    const status = statSync(real)
    // A pipe would be waited for without end.
    if (!status.isFile()) return { status: 'failed', reason: `${path} is no file`, gone: true }
    if (status.size > options.maxBytes) return tooLarge(options)
    // Looked at where it lies: what is no picture, `.env` say, is not copied into the vault.
    const facts = await identify(real)
    if (facts.mediaType === null) return await withoutMedium(`file:${path}`, facts.reason, options)
    return await store(createReadStream(real), `file:${path}`, options)
  } catch (error) {
    options.signal.throwIfAborted()
    if (error instanceof RetakeError) throw error
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const isMissing = code === 'ENOENT'
    const reason = isMissing ? `there is no file ${path}` : `${path}: ${code}`
    return lastKnown(await usableAt(`file:${path}`, options), reason, isMissing)
  }
}

async function withoutMedium(key: string, reason: string, options: ReferenceOptions): Promise<Reference> {
  return lastKnown(await usableAt(key, options), reason, true)
}

async function usableAt(key: string, { memory, vault }: ReferenceOptions): Promise<Remembered | null> {
  const known = await memory.recall(key)
  return known !== null && (await vault.check(known.sha256)).is === 'sound' ? known : null
}

/** @param key what to remember the bytes under, or null for those that are in the document itself */
async function store(
  source: AsyncIterable<Uint8Array> | Uint8Array[],
  key: string | null,
  options: ReferenceOptions,
): Promise<Reference> {
  const stream: AsyncIterable<Uint8Array> = Array.isArray(source) ? once(source) : source
  try {
    const stored = await options.vault.put(stream, options.maxBytes)
    if (key !== null)
      return await accept(key, { status: 'had', stored, etag: null, lastModified: null }, options)
    const facts = await identify(options.vault.path(stored.sha256))
    return facts.mediaType === null ? lastKnown(null, facts.reason, true) : had(stored.sha256)
  } catch (error) {
    if (error instanceof TooLarge) return { status: 'failed', reason: error.message, gone: true }
    throw error
  }
}

function tooLarge({ maxBytes }: ReferenceOptions): Reference {
  return { status: 'failed', reason: `more than ${maxBytes} bytes`, gone: true }
}

function had(sha256: string): Reference {
  return { status: 'had', sha256, warning: null }
}

function lastKnown(known: Remembered | null, reason: string, gone: boolean): Reference {
  if (known === null) return { status: 'failed', reason, gone }
  return { status: 'had', sha256: known.sha256, warning: `${reason}; its last known bytes are used` }
}

function refusedOutside(path: string, { project }: ReferenceOptions): Reference {
  const reason = `${path} is outside ${project}; set "references.allowOutside" in retake.config if that is meant`
  return { status: 'failed', reason, gone: true }
}

function isInside(folder: string, path: string): boolean {
  const inside = relative(folder, path)
  return inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
}

async function* once(chunks: Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* chunks
}

/** Proves public URLs: each is there, for anybody, and has the bytes that the store says. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { relative } from 'node:path'
import { inParallel } from '../../media/inParallel.ts'
import { MirrorFailure } from '../../media/mirror/mirrorFailure.ts'
import type { MirrorTarget } from '../../media/mirror/mirrorTarget.ts'
import { piecesOf } from '../../media/piecesOf.ts'
import { fromStoredPath } from '../../store/location.ts'
import { markGone, mirroredContents } from '../../store/mirror.ts'
import { newestOutput } from '../../store/outputs.ts'
import { readDocument } from '../../workflow/document.ts'
import type { Wiring } from '../../workflow/model.ts'
import { wire } from '../../workflow/wire.ts'
import { registerSource } from '../finding/registerSource.ts'
import type { Source } from '../finding/source.ts'

export interface CheckedMirror {
  /** Absolute path of the generated file; null where nothing is made yet, and for B-roll. */
  readonly file: string | null
  /** URLs that gave the right bytes. */
  readonly sound: number
  readonly problems: readonly UrlProblem[]
}

export interface UrlProblem {
  /** As it stands in the file. */
  readonly url: string
  /** Title of the node that shows it. */
  readonly title: string
  readonly is: 'not mirrored' | 'missing' | 'not public' | 'other bytes' | 'unreachable'
  /** Completes "it is …: ". */
  readonly reason: string
}

const AT_ONCE = 8
/** Without an answer, or a byte of it. */
const SILENCE_MS = 30_000

/** The newest generated file is what counts: what it names is what the canvas asks for. */
export async function checkMirror(source: Source, signal: AbortSignal): Promise<CheckedMirror> {
  const store = source.project.store()
  const workflow = await registerSource(source, store)
  const output = await newestOutput(store.database, workflow.id, 'generated')
  const file = output === null ? null : fromStoredPath(store.project, output.path)
  if (file === null || !existsSync(file)) return { file: null, sound: 0, problems: [] }
  const wiring = wire(readDocument(await readFile(file), relative(source.folder, file)))
  return { file, ...(await checkUrls(shownIn(wiring), source, signal)) }
}

/** @param urls as they stand in a file, or paths, each with the title of a node that shows it */
export async function checkUrls(
  urls: ReadonlyMap<string, string>,
  { project }: Pick<Source, 'project'>,
  signal: AbortSignal,
): Promise<Pick<CheckedMirror, 'sound' | 'problems'>> {
  const { database } = project.store()
  const contents = await mirroredContents(database, urls.keys())
  const problems: UrlProblem[] = []
  let sound = 0
  await inParallel(urls, AT_ONCE, async ([url, title]) => {
    const sha256 = contents.get(url)
    if (sha256 === undefined) {
      // What others host is theirs to keep.
      if (!/^(https?|data):/i.test(url)) problems.push({ url, title, ...NOT_MIRRORED })
      return
    }
    const problem = await withOwnEyes(url, await problemAt(url, sha256, signal), project.mirror, signal)
    if (problem === null) {
      sound += 1
      return
    }
    problems.push({ url, title, ...problem })
    if (problem.is === 'missing' || problem.is === 'other bytes') await markGone(database, url)
  })
  const order = [...urls.keys()]
  problems.sort((a, b) => order.indexOf(a.url) - order.indexOf(b.url))
  return { sound, problems }
}

const NOT_MIRRORED = { is: 'not mirrored', reason: 'it is named by its local path' } as const

/** Candidates and references, each once, with the title of the first node that has it. */
function shownIn({ generations }: Wiring): Map<string, string> {
  const urls = new Map<string, string>()
  const add = (url: string, title: string) => {
    if (!urls.has(url)) urls.set(url, title)
  }
  for (const { saved, inputs, title } of generations) {
    for (const url of saved) add(url, title)
    for (const input of inputs) if (input.from === 'reference') add(input.url, title)
  }
  return urls
}

/** As a stranger would fetch it: no key, no cookie. */
async function problemAt(
  url: string,
  sha256: string,
  signal: AbortSignal,
): Promise<Pick<UrlProblem, 'is' | 'reason'> | null> {
  const limit = new AbortController()
  const restart = () => setTimeout(() => limit.abort(), SILENCE_MS)
  let timer = restart()
  try {
    const either = AbortSignal.any([signal, limit.signal])
    const answer = await fetch(url, { signal: either })
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel()
      return ofStatus(answer.status)
    }
    const hash = createHash('sha256')
    for await (const chunk of piecesOf(answer.body, either)) {
      clearTimeout(timer)
      timer = restart()
      hash.update(chunk)
    }
    if (hash.digest('hex') === sha256) return null
    return { is: 'other bytes', reason: 'what it answers is not what was uploaded' }
  } catch (error) {
    signal.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const reason = limit.signal.aborted ? `no byte for ${SILENCE_MS / 1000} s` : String(cause)
    return { is: 'unreachable', reason }
  } finally {
    clearTimeout(timer)
  }
}

/** A stranger is told 403 for what is missing, too, where he may not list: one who may look tells the two apart. */
async function withOwnEyes(
  url: string,
  problem: Pick<UrlProblem, 'is' | 'reason'> | null,
  mirror: MirrorTarget | null,
  signal: AbortSignal,
): Promise<Pick<UrlProblem, 'is' | 'reason'> | null> {
  if (problem?.is !== 'not public' || mirror === null) return problem
  try {
    const isThere = await mirror.holds(url, signal)
    return isThere === false ? { is: 'missing', reason: problem.reason } : problem
  } catch (error) {
    if (error instanceof MirrorFailure) return problem
    throw error
  }
}

function ofStatus(status: number): Pick<UrlProblem, 'is' | 'reason'> {
  const reason = `HTTP ${status}`
  if (status === 404 || status === 410) return { is: 'missing', reason }
  if (status === 401 || status === 403) return { is: 'not public', reason }
  return { is: 'unreachable', reason }
}

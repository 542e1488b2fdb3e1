/** Reads a B-roll folder as a source: its files are the prompts, the workflow is made from them. */
import { readdirSync, realpathSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { RetakeError } from '../../errors.ts'
import {
  BROLL_TAB,
  type BrollClip,
  brollDocument,
  MOST_CLIPS,
  nodeIds,
} from '../../workflow/broll/brollDocument.ts'
import { type ClipFiles, clipFiles, isBrollFolder, type Step } from '../../workflow/broll/clipFiles.ts'
import type { Wiring } from '../../workflow/model.ts'
import { parseName } from '../../workflow/versionName.ts'
import type { Project } from '../app.ts'
import { isFile } from './workflowFiles.ts'

export interface Broll {
  readonly clips: readonly ClipFiles[]
  readonly notes: readonly string[]
  /** Of the document. */
  readonly text: string
}

/**
 * `XYZG3-broll` for `Assets/XYZG3/broll`; else the folder's own name, with `-broll` where it does not say so or reads as
 * a version: B-roll is never taken for the workflow that a folder is named after, nor for a version of another folder.
 */
export function brollName(folder: string): string {
  const name = basename(folder)
  const isPlain = /^b-?roll$/i.test(name)
  if (isPlain && dirname(folder) !== folder) return `${basename(dirname(folder))}-broll`
  const { version, generated } = parseName(name)
  return /b-?roll/i.test(name) && version === null && generated === null ? name : `${name}-broll`
}

/** Names of the files in a folder; null where it is no B-roll folder. */
export function brollFiles(folder: string): string[] | null {
  try {
    // A pipe, say, would be read for ever.
    const names = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() || (entry.isSymbolicLink() && isFile(join(folder, entry.name))) ? [entry.name] : [],
    )
    return isBrollFolder(names) ? names : null
  } catch {
    // What is no folder, or cannot be listed, holds no clips.
    return null
  }
}

/**
 * @param project what a link may lead into: else a stranger's folder could have any text of this machine sent
 * @throws RetakeError `check_failed`, naming the file that is wrong
 */
export async function readBroll(
  folder: string,
  names: readonly string[],
  { config, location: { project } }: Pick<Project, 'config' | 'location'>,
): Promise<Broll> {
  const { clips, notes } = clipFiles(names)
  const tooHigh = clips.find(({ number }) => number > MOST_CLIPS)
  if (tooHigh !== undefined)
    throw refused(`Clip ${tooHigh.number}: numbers go up to ${MOST_CLIPS}.`, 'Give it a lower number.')
  const { references, ...settings } = config.broll
  const shared = references.map((path) =>
    /^(https?|data):/i.test(path) ? path : slashed(relative(folder, resolve(config.folder ?? folder, path))),
  )
  const read = await Promise.all(clips.map((clip) => readClip({ folder, project }, clip, shared)))
  return { clips, notes, text: brollDocument(brollName(folder), read, settings) }
}

interface Place {
  readonly folder: string
  readonly project: string
}

async function readClip(place: Place, clip: ClipFiles, shared: readonly string[]): Promise<BrollClip> {
  const { number, spelled, prompts, references, results } = clip
  const text = (step: Step) => readPrompt(place, prompts.get(step))
  const [image, endImage, video] = await Promise.all([text('image'), text('end-image'), text('video')])
  const own = (step: Step, prompt: string | null) => (prompt === null ? (results.get(step) ?? null) : null)
  const ownImage = own('image', image)
  if (video !== null && image === null && ownImage === null) {
    throw refused(
      `${prompts.get('video')} has no picture to start from.`,
      `Write broll-${spelled}-image.txt, or put a picture there as broll-${spelled}-image.png.`,
    )
  }
  return {
    number,
    spelled,
    image,
    endImage,
    video,
    references: references.length > 0 ? references : shared,
    ownImage,
    ownEndImage: own('end-image', endImage),
  }
}

async function readPrompt({ folder, project }: Place, name: string | undefined): Promise<string | null> {
  if (name === undefined) return null
  const inside = relative(realpathSync(project), realpathSync(join(folder, name)))
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw refused(`${name} is a link that leads out of ${project}.`, 'Put the text itself in its place.')
  const text = decoded(await readText(join(folder, name), name), name)
    .replace(/\r\n?/g, '\n')
    .trim()
  if (text === '') throw refused(`${name} is empty.`, 'Write the prompt into it, or take the file out.')
  if (!/\.json$/i.test(name)) return text
  try {
    JSON.parse(text)
    return text
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refused(`${name} is not JSON: ${reason}.`, 'Correct it, or name it .txt to have it sent as it is.')
  }
}

async function readText(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refused(`${name} cannot be read: ${reason}.`, 'Check its permissions.')
  }
}

/** Without a byte order mark. */
function decoded(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refused(`${name} is not UTF-8 text.`, 'Save it again as UTF-8.')
  }
}

/** What lies there under a plain name counts as a candidate that the source brings; what Retake wrote is known as such. */
export function withResults(wiring: Wiring, clips: readonly ClipFiles[]): Wiring {
  const saved = new Map<string, string>()
  for (const { number, prompts, results } of clips) {
    for (const [step, name] of results) if (prompts.has(step)) saved.set(keyOf(number, step), name)
  }
  const generations = wiring.generations.map((generation) => {
    const name = saved.get(generation.key)
    return name === undefined ? generation : { ...generation, saved: [name] }
  })
  return { ...wiring, generations }
}

/** `broll-01-image`, by the key of the generation that makes it. */
export function plainNames(clips: readonly ClipFiles[]): Map<string, string> {
  return new Map(
    clips.flatMap(({ number, spelled, prompts }) =>
      [...prompts.keys()].map((step) => {
        const result = step === 'video' ? 'clip' : step
        return [keyOf(number, step), `broll-${spelled}-${result}`] as const
      }),
    ),
  )
}

const IDS = { image: nodeIds.image, 'end-image': nodeIds.endImage, video: nodeIds.video }

function keyOf(number: number, step: Step): string {
  return `${BROLL_TAB}:${IDS[step](number)}:1`
}

function refused(message: string, next: string): RetakeError {
  return new RetakeError('check_failed', `${message} Nothing was sent.`, { next })
}

function slashed(path: string): string {
  return path.split(sep).join('/')
}

/** The files of a B-roll folder, by clip: `broll-01-image.txt`, `broll-01-video.txt`, `broll-01-ref-mug.png`. */
import { RetakeError } from '../../errors.ts'

/** What a clip takes, step by step. */
export type Step = 'image' | 'end-image' | 'video'

export interface ClipFiles {
  /** From 1. */
  readonly number: number
  /** As its files spell it: `01`. */
  readonly spelled: string
  /** Names of the prompt files. */
  readonly prompts: ReadonlyMap<Step, string>
  /** Names of reference pictures, sorted. */
  readonly references: readonly string[]
  /** What has the plain name of a result, whoever made it: `broll-01-image.png`. */
  readonly results: ReadonlyMap<Step, string>
}

export interface FolderFiles {
  /** By number. */
  readonly clips: readonly ClipFiles[]
  /** What looks meant and fits nothing. */
  readonly notes: readonly string[]
}

interface Clip {
  readonly number: number
  readonly spelled: string
  /** Of the files that were found of it. */
  readonly firstName: string
  readonly prompts: Map<Step, string>
  readonly references: string[]
  readonly results: Map<Step, string>
}

const PROMPT = /^broll-(\d{1,4})-(image|end-image|video)\.(json|txt)$/i
const REFERENCE = /^broll-(\d{1,4})-ref-.+\.(png|jpe?g|webp)$/i
const RESULT = /^broll-(\d{1,4})-(?:(image|end-image)\.(?:png|jpe?g|webp)|(clip)\.mp4)$/i
/** What Retake itself puts beside the plain names. */
const OURS = /^broll-\d+-(image|end-image|clip)-(sketch\b|t\d+-c\d+|backup-).*$/i
const MEANT =
  /^broll-(.*\.(json|txt|png|jpe?g|webp|mp4)|\d+-[^.]*(\.(md|rtf|docx?|gif|heic|avif|mov|webm))?)$/i

/** Whether a folder with these files is one of B-roll. */
export function isBrollFolder(names: readonly string[]): boolean {
  return names.some((name) => PROMPT.test(name))
}

/** @throws RetakeError `check_failed` for two files that mean the same */
export function clipFiles(names: readonly string[]): FolderFiles {
  const clips = new Map<number, Clip>()
  const notes: string[] = []
  for (const name of [...names].sort()) {
    const [, number, step] = PROMPT.exec(name) ?? []
    const reference = REFERENCE.exec(name)?.[1]
    const [, resultNumber, picture] = RESULT.exec(name) ?? []
    if (number !== undefined) addPrompt(clipOf(clips, number, name), stepOf(step), name)
    else if (reference !== undefined) clipOf(clips, reference, name).references.push(name)
    else if (resultNumber !== undefined) {
      const { results } = clipOf(clips, resultNumber, name)
      const made = picture === undefined ? 'video' : stepOf(picture)
      if (!results.has(made)) results.set(made, name)
    } else if (MEANT.test(name) && !OURS.test(name)) notes.push(unknownName(name))
  }
  const ordered = [...clips.values()].sort((one, other) => one.number - other.number)
  notes.push(...ordered.flatMap(unusedIn))
  const withPrompts = ordered.filter(({ prompts }) => prompts.size > 0)
  return { clips: withPrompts.map(({ firstName: _, ...clip }) => clip), notes }
}

/** Nothing is wrong with these, and nothing is made of them: often a number is mistyped, or a file is still to come. */
function unusedIn({ spelled, prompts, references }: Clip): string[] {
  const endImage = prompts.get('end-image')
  const [reference] = references
  const unused: string[] = []
  if (endImage !== undefined && !prompts.has('video'))
    unused.push(`${endImage} is made, but no clip ends in it: there is no broll-${spelled}-video.txt.`)
  if (reference !== undefined && !prompts.has('image') && endImage === undefined)
    unused.push(`${reference} is passed over: clip ${spelled} has no prompt of a picture.`)
  return unused
}

function clipOf(clips: Map<number, Clip>, spelled: string, name: string): Clip {
  const number = Number(spelled)
  const known = clips.get(number)
  if (known !== undefined && known.spelled === spelled) return known
  if (known !== undefined || number === 0) {
    const what =
      number === 0
        ? `${name}: clips count from 1.`
        : `${known?.firstName} and ${name} are both of clip ${number}.`
    throw new RetakeError('check_failed', what, { next: 'Rename one, so that each clip has one number.' })
  }
  const found = { prompts: new Map(), references: [], results: new Map() }
  const clip: Clip = { number, spelled, firstName: name, ...found }
  clips.set(number, clip)
  return clip
}

function addPrompt({ prompts }: Clip, step: Step, name: string): void {
  const other = prompts.get(step)
  if (other !== undefined) {
    throw new RetakeError('check_failed', `${other} and ${name} are both the prompt of one step.`, {
      next: 'Take one of them out.',
    })
  }
  prompts.set(step, name)
}

function stepOf(text: string | undefined): Step {
  const step = text?.toLowerCase()
  return step === 'end-image' || step === 'video' ? step : 'image'
}

function unknownName(name: string): string {
  return `${name} is passed over: prompts are broll-01-image, broll-01-end-image and broll-01-video (.txt or .json), references broll-01-ref-NAME.png or .jpg.`
}

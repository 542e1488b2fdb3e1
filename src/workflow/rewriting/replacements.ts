/** `old=>new`: where the old words stand in some prompts, and the texts after all of it is replaced at once. */
import { RetakeError } from '../../errors.ts'
import { type Splice, spliceText } from '../editing/splice.ts'
import type { EditablePrompt, PromptText } from './promptBook.ts'

export interface Replacement {
  readonly old: string
  readonly by: string
}

export interface Match {
  readonly prompt: EditablePrompt
  readonly text: PromptText
  /** Where the old words begin. */
  readonly start: number
}

/** A text that is to be written into a prompt. */
export interface TextChange {
  readonly prompt: EditablePrompt
  readonly text: PromptText
  readonly after: string
}

/** @throws RetakeError `usage` */
export function readReplacement(written: string): Replacement {
  const arrow = written.indexOf('=>')
  if (arrow > 0) return { old: written.slice(0, arrow), by: written.slice(arrow + 2) }
  throw new RetakeError('usage', `--replace "${written}" does not say what is to be replaced by what.`, {
    next: 'Write it as "old words=>new words".',
  })
}

/** Every place, also those that overlap; the same prompt counts once. Spaces, case and line breaks matter. */
export function matchesOf(
  { old }: Replacement,
  prompts: readonly EditablePrompt[],
  row: number | null,
): Match[] {
  const unique = new Map(prompts.map((prompt) => [prompt.place, prompt]))
  return [...unique.values()].flatMap((prompt) =>
    textsIn(prompt, row).flatMap((text) =>
      placesIn(text.text, old).map((start) => ({ prompt, text, start })),
    ),
  )
}

/** With a row only that row of dynamic prompts: a text without rows belongs to all of them. */
export function textsIn({ texts }: EditablePrompt, row: number | null): PromptText[] {
  return texts.filter((text) => row === null || text.row === row)
}

function placesIn(text: string, old: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(old); at !== -1; at = text.indexOf(old, at + 1)) places.push(at)
  return places
}

/**
 * Every replacement goes by the texts as they were, so none finds what another has written.
 * @throws RetakeError `usage` where the old words of two replacements share letters
 */
export function replaceAll(
  found: readonly { replacement: Replacement; matches: readonly Match[] }[],
): TextChange[] {
  const places = new Map<PromptText, { prompt: EditablePrompt; list: Place[] }>()
  for (const { replacement, matches } of found) {
    for (const { prompt, text, start } of matches) {
      const known = places.get(text) ?? { prompt, list: [] }
      known.list.push({ ...replacement, start, end: start + replacement.old.length })
      places.set(text, known)
    }
  }
  return [...places].map(([text, { prompt, list }]) => ({
    prompt,
    text,
    after: spliceText(text.text, splicesOf(list)),
  }))
}

interface Place extends Replacement {
  readonly start: number
  readonly end: number
}

/** "aa" stands twice in "aaa": of the same words only the first counts. */
function splicesOf(places: readonly Place[]): Splice[] {
  const splices: Splice[] = []
  let last: Place | null = null
  for (const place of places.toSorted((one, other) => one.start - other.start)) {
    if (last !== null && place.start < last.end) {
      if (last.old !== place.old || last.by !== place.by) throw overlap(last.old, place.old)
      continue
    }
    last = place
    splices.push({ start: place.start, end: place.end, replacement: place.by })
  }
  return splices
}

function overlap(one: string, other: string): RetakeError {
  return new RetakeError('usage', `"${one}" and "${other}" share letters, so both cannot be replaced.`, {
    next: 'Say both in one --replace.',
  })
}

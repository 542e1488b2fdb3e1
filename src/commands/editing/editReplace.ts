/** `--replace`: finds the prompts that hold the old words; where they stand more than once, or nowhere, refuses and says where. */
import { RetakeError } from '../../errors.ts'
import type { EditablePrompt, PromptBook } from '../../workflow/rewriting/promptBook.ts'
import {
  type Match,
  matchesOf,
  type Replacement,
  replaceAll,
  type TextChange,
  textsIn,
} from '../../workflow/rewriting/replacements.ts'
import { nameOf, type Target } from './editTargets.ts'

interface Search {
  readonly book: PromptBook
  readonly row: number | null
  readonly everywhere: boolean
}

const MOST_PLACES = 8
const AROUND = 24
const MOST_BEGINNING = 80

/** @throws RetakeError `usage` */
export function replaceInTargets(
  targets: readonly Target[],
  replacements: readonly Replacement[],
  search: Search,
): TextChange[] {
  const found = replacements.map((replacement) => {
    const places = targets.map((target) => placesIn(target, replacement, search))
    const isNowhere = places.every(({ matches }) => matches.length === 0)
    for (const { matches, prompts } of places) {
      if (matches.length === 0 && (isNowhere || !search.everywhere))
        throw nowhere(replacement, prompts, search)
      if (matches.length > 1 && !search.everywhere) throw severalTimes(replacement, matches)
    }
    return { replacement, matches: places.flatMap(({ matches }) => matches) }
  })
  return replaceAll(found)
}

/** A prompt that was named itself is meant itself; what fills it is looked through where it does not hold the words. */
function placesIn({ generations, prompts }: Target, replacement: Replacement, { book, row }: Search) {
  const behind = (nodes: Target['generations']) =>
    nodes.flatMap(({ tab, nodeId }) => book.behind(tab, nodeId))
  if (prompts.length === 0) {
    const all = behind(generations)
    return { prompts: all, matches: matchesOf(replacement, all, row) }
  }
  const own = matchesOf(replacement, prompts, row)
  const all = [...prompts, ...behind(prompts)]
  return { prompts: all, matches: own.length > 0 ? own : matchesOf(replacement, all, row) }
}

function severalTimes({ old }: Replacement, matches: readonly Match[]): RetakeError {
  const lines = matches.slice(0, MOST_PLACES).map(({ prompt, text, start }) => {
    const from = Math.max(0, start - AROUND)
    const end = start + old.length + AROUND
    const piece = beginning(text.text.slice(from, end))
    const isCut = end < text.text.length && !piece.endsWith('…')
    return `  ${placeOf(prompt, text.row)}: ${from > 0 ? '…' : ''}${piece}${isCut ? '…' : ''}`
  })
  if (matches.length > MOST_PLACES) lines.push(`  and ${matches.length - MOST_PLACES} more`)
  return new RetakeError(
    'usage',
    `"${beginning(old)}" stands ${matches.length} times in these prompts. Nothing was written.\n${lines.join('\n')}`,
    { next: 'Give more of the words around it, name the prompt itself, or say --all for every place.' },
  )
}

function nowhere({ old }: Replacement, prompts: readonly EditablePrompt[], { row }: Search): RetakeError {
  const unique = [...new Map(prompts.map((prompt) => [prompt.place, prompt])).values()]
  if (unique.length === 0) {
    return new RetakeError('usage', 'No prompt is linked to what was named. Nothing was written.', {
      next: 'Link one in PatchWork, or name another node.',
    })
  }
  const texts = unique.flatMap((prompt) => textsIn(prompt, row).map((text) => ({ prompt, text })))
  if (texts.length === 0) {
    return new RetakeError('usage', `There is no row ${row}. Nothing was written.\n${rowsOf(unique)}`, {
      next: 'Name a row that is there, or leave --row out.',
    })
  }
  const folded = (words: string) => words.toLowerCase().replace(/\s+/g, ' ')
  const similar = texts.find(({ text }) => folded(text.text).includes(folded(old)))
  const lines = texts.slice(0, MOST_PLACES).map(({ prompt, text }) => {
    return `  ${placeOf(prompt, text.row)}: ${beginning(text.text)}`
  })
  if (texts.length > MOST_PLACES) lines.push(`  and ${texts.length - MOST_PLACES} more`)
  const next =
    similar === undefined
      ? 'Copy the old words from the prompt: capitals, spaces and line breaks count.'
      : `${placeOf(similar.prompt, similar.text.row)} has them with other capitals, spaces or line breaks.`
  return new RetakeError(
    'usage',
    `"${beginning(old)}" stands in none of these prompts. Nothing was written.\n${lines.join('\n')}`,
    { next },
  )
}

export function rowsOf(prompts: readonly EditablePrompt[]): string {
  return prompts
    .map((prompt) => {
      const rows = prompt.texts.filter(({ row }) => row !== null).length
      return `  ${nameOf(prompt)} has ${rows === 0 ? 'no rows' : rows === 1 ? '1 row' : `${rows} rows`}`
    })
    .join('\n')
}

export function placeOf(prompt: EditablePrompt, row: number | null): string {
  return `${nameOf(prompt)}${row === null ? '' : ` row ${row}`}`
}

function beginning(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > MOST_BEGINNING ? `${line.slice(0, MOST_BEGINNING)}…` : line || '(empty)'
}

/** The whole text of a prompt written anew: which prompt, which row, and the text from the command line, a file or an editor. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { safeFileName } from '../../workflow/fileName.ts'
import type { EditablePrompt, PromptBook, PromptText } from '../../workflow/rewriting/promptBook.ts'
import { brokenJson, isJsonPrompt } from '../../workflow/rewriting/promptJson.ts'
import type { TextChange } from '../../workflow/rewriting/replacements.ts'
import type { App } from '../app.ts'
import { chooseText } from './chooseText.ts'
import type { TextWish } from './editInput.ts'
import { placeOf, rowsOf } from './editReplace.ts'
import { listOf, nameOf, type Target, theOnly } from './editTargets.ts'

type WholeWish = Exclude<TextWish, { by: 'replace' }>

/** @throws RetakeError `usage`, `interrupted` */
export async function writeWhole(
  app: App,
  targets: readonly Target[],
  wish: WholeWish,
  { book, row }: { readonly book: PromptBook; readonly row: number | null },
): Promise<TextChange[]> {
  const places: Place[] = []
  for (const target of targets) places.push(await placeFor(app, target, wish, { book, row }))
  const after = await newText(app, places, wish)
  return places.map((place) => ({ ...place, after }))
}

async function placeFor(
  { choose }: App,
  target: Target,
  { by }: WholeWish,
  { book, row }: { readonly book: PromptBook; readonly row: number | null },
): Promise<Place> {
  const [generation, another] = target.prompts.length > 0 ? [] : target.generations
  if (by === 'editor' && choose !== null && generation !== undefined && another === undefined) {
    const behind = book.behind(generation.tab, generation.nodeId)
    if (behind[0]?.isTemplate) return chooseText(choose, behind, row)
  }
  const prompt = promptOf(target, book)
  return { prompt, text: textOf(prompt, row) }
}

function promptOf(target: Target, book: PromptBook): EditablePrompt {
  const why = 'A whole text is written into one prompt at a time.'
  if (target.prompts.length > 0) return theOnly(target.prompts, 'prompt', why)
  const generation = theOnly(target.generations, 'generation', why)
  const [prompt, ...fillers] = book.behind(generation.tab, generation.nodeId)
  if (prompt === undefined) {
    throw new RetakeError('usage', `No prompt is linked to ${nameOf(generation)}. Nothing was written.`, {
      next: 'Link one to its prompt slot in PatchWork.',
    })
  }
  if (!prompt.isTemplate) return prompt
  const message = `The prompt of ${nameOf(generation)} is a template, ${nameOf(prompt)}, filled by others. Nothing was written.\n${listOf(fillers)}`
  throw new RetakeError('usage', message, {
    next: 'Name the one to be written by its address, or change words with --replace.',
  })
}

function textOf(prompt: EditablePrompt, row: number | null): PromptText {
  const [first, another] = prompt.texts
  if (row !== null) {
    const text = prompt.texts.find((one) => one.row === row)
    if (text !== undefined) return text
    throw new RetakeError('usage', `There is no row ${row}. Nothing was written.\n${rowsOf([prompt])}`, {
      next: 'Name a row that is there, or leave --row out.',
    })
  }
  if (first !== undefined && another === undefined) return first
  throw new RetakeError(
    'usage',
    `It must be said which row is meant. Nothing was written.\n${rowsOf([prompt])}`,
    {
      next:
        first === undefined
          ? 'Add a row in PatchWork, or switch dynamic mode off.'
          : `Say --row, from 1 to ${prompt.texts.length}.`,
    },
  )
}

type Place = Omit<TextChange, 'after'>

async function newText(app: App, places: readonly Place[], wish: WholeWish): Promise<string> {
  if (wish.by === 'prompt') return wish.text
  if (wish.by === 'editor') return edited(app, places)
  const text = wish.path === '-' ? await piped(app) : await fileText(resolve(app.cwd, wish.path), wish.path)
  return withoutFrame(text, places[0]?.text.text ?? '')
}

async function piped({ readInput }: App): Promise<string> {
  if (readInput !== null) return readInput()
  throw new RetakeError(
    'usage',
    '--prompt-file - reads what is piped in, and nothing is. Nothing was written.',
    {
      next: 'Pipe the text in, or name a file.',
    },
  )
}

async function fileText(path: string, shown: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RetakeError('usage', `${shown} cannot be read as text: ${reason}. Nothing was written.`, {
      next: 'Give a text file in UTF-8.',
      cause,
    })
  }
}

/** Files and pipes end with a line break that is not part of the text, unless the prompt had one too. */
function withoutFrame(text: string, former: string): string {
  const plain = text.replace(/^\ufeff/, '')
  return former.endsWith('\n') ? plain : plain.replace(/\r?\n$/, '')
}

/** Of several tabs the text is opened once, and only where it is the same in each. */
async function edited(app: App, places: readonly Place[]): Promise<string> {
  const [first, ...others] = places
  if (first === undefined) throw new RetakeError('usage', 'No prompt is meant. Nothing was written.')
  const { prompt, text } = first
  if (app.edit === null) {
    throw new RetakeError('usage', 'Nothing says what to change, and there is no terminal for an editor.', {
      next: 'Say --prompt TEXT, --prompt-file FILE, --replace "old=>new" or --set name=value.',
    })
  }
  const different = others.find((other) => other.text.text !== text.text)
  if (different !== undefined) {
    const message = `${placeOf(prompt, text.row)} and ${placeOf(different.prompt, different.text.row)} differ, so one editor cannot change both. Nothing was written.`
    throw new RetakeError('usage', message, { next: 'Name the tab, or say --replace "old=>new".' })
  }
  const name = `${safeFileName(prompt.title)}${isJsonPrompt(text.text) ? '.json' : '.txt'}`
  return editUntilSound(app, app.edit, text.text, name)
}

/** A slip in JSON must not cost what was written so far. */
async function editUntilSound(
  app: App,
  edit: NonNullable<App['edit']>,
  former: string,
  name: string,
): Promise<string> {
  let text = former
  for (;;) {
    const after = await edit(text, name)
    if (after === null) return former
    const mistake = brokenJson(former, after)
    if (mistake === null || app.ask === null) return after
    const { line, column, problem } = mistake
    if (!(await app.ask(`Line ${line}, column ${column}: ${problem}. It is no JSON. Open it again?`)))
      return after
    text = after
  }
}

/** A prompt that is put together of several has no one text to open: the person says which of them is to change. */
import { RetakeError } from '../../errors.ts'
import type { EditablePrompt, PromptText } from '../../workflow/rewriting/promptBook.ts'
import type { App } from '../app.ts'
import { placeOf } from './editReplace.ts'

const MOST_LETTERS = 60

export interface ChosenText {
  readonly prompt: EditablePrompt
  readonly text: PromptText
}

/**
 * @param prompts the template, then what fills it
 * @param row only this one of prompts with rows, or null
 * @throws RetakeError `interrupted` when none is chosen
 */
export async function chooseText(
  choose: NonNullable<App['choose']>,
  prompts: readonly EditablePrompt[],
  row: number | null,
): Promise<ChosenText> {
  const texts = prompts.flatMap((prompt) => {
    const here =
      prompt.texts.length === 1
        ? prompt.texts
        : prompt.texts.filter((text) => row === null || text.row === row)
    return here.map((text): ChosenText => ({ prompt, text }))
  })
  const choices = texts.map(({ prompt, text }, index) => {
    const start = text.text.replace(/\s+/g, ' ').slice(0, MOST_LETTERS)
    return { value: String(index), label: `${placeOf(prompt, text.row)}: ${start}` }
  })
  const chosen = await choose('Which text is to change?', choices)
  const text = chosen === null ? undefined : texts[Number(chosen)]
  if (text !== undefined) return text
  throw new RetakeError('interrupted', 'No text was chosen. Nothing was written.', {
    next: 'Run it again to choose one.',
  })
}

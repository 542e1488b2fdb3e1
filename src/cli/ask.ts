/** Questions on the terminal; anything but a plain yes is a no, and who leaves a choice has chosen nothing. */
import type { App } from '../commands/app.ts'
import { oneLine, safeText } from './safeText.ts'

type Choose = NonNullable<App['choose']>

const MOST_LABEL = 200

export async function askOnTerminal(question: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  const message = safeText(question)
  return (await confirm({ message, output: process.stderr, initialValue: false })) === true
}

export const chooseOnTerminal: Choose = async (question, choices) => {
  const { isCancel, select } = await import('@clack/prompts')
  const options = choices.map(({ value, label }) => ({ value, label: oneLine(label, MOST_LABEL) }))
  const chosen = await select({ message: safeText(question), options, output: process.stderr })
  return isCancel(chosen) ? null : chosen
}

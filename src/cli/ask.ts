/** Questions on the terminal; anything but a plain yes is a no, and who leaves a choice has chosen nothing. */
import type { App } from '../commands/app.ts'

type Choose = NonNullable<App['choose']>

export async function askOnTerminal(question: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: question, output: process.stderr, initialValue: false })) === true
}

export const chooseOnTerminal: Choose = async (question, choices) => {
  const { isCancel, select } = await import('@clack/prompts')
  const options = choices.map(({ value, label }) => ({ value, label }))
  const chosen = await select({ message: question, options, output: process.stderr })
  return isCancel(chosen) ? null : chosen
}

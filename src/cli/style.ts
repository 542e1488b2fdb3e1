/** Colours, where a person looks and has not said NO_COLOR. */
import { styleText } from 'node:util'

export type Style = Parameters<typeof styleText>[0]

const hasColours =
  process.stderr.isTTY === true &&
  process.stdout.isTTY === true &&
  !process.env.NO_COLOR &&
  process.env.TERM !== 'dumb'

export function style(name: Style, text: string): string {
  return hasColours ? styleText(name, text) : text
}

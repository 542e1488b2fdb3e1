/** Nodes as they stand in sentences: short, on one line, with the address that names them. */
import type { Nameable } from './nameables.ts'

const MOST_CHARACTERS = 80

export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * MOST_CHARACTERS)
    .replace(/\s+/g, ' ')
    .trim()
  if (line.length <= MOST_CHARACTERS && text.length <= 4 * MOST_CHARACTERS) return line
  return `${line.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, '')}…`
}

/** `Mainbody:14 "Scene 03 image"`. */
export function sayNode({ key, title }: Nameable): string {
  return `${oneLine(key)} "${oneLine(title)}"`
}

/** `"Mainbody:14" (Scene 03 image, image)`: a choice, to be copied. */
export function sayChoice({ key, title, is, kind }: Nameable): string {
  return `"${oneLine(key)}" (${oneLine(title)}, ${kind ?? is})`
}

/** `a, b and c`; of many the first, and how many more. */
export function sayList(
  nodes: readonly Nameable[],
  say: (node: Nameable) => string,
  { most, last }: { most: number; last: ' and ' | ', ' },
): string {
  const shown = nodes.slice(0, most).map(say)
  if (nodes.length > most) return `${shown.join(', ')} and ${nodes.length - most} more`
  const end = shown.pop() ?? ''
  return shown.length === 0 ? end : `${shown.join(', ')}${last}${end}`
}

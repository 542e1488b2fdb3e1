/** Text in a column: broken between words where the terminal ends, every further line as far in as the first. */

const LEAST_COLUMN = 30

/** @param indent characters that stand before the first line already */
export function wrap(text: string, indent: number): string {
  const width = Math.max(LEAST_COLUMN, (process.stdout.columns ?? Number.POSITIVE_INFINITY) - indent)
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '' || line.length + 1 + word.length <= width)
      lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
    else lines.push(word)
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}

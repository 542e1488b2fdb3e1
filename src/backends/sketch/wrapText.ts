/** Breaks text into lines of a width, by the usual widths of DejaVu Sans Condensed. Near enough; never too long. */

/** At most `maxLines` lines; what does not fit is cut with an ellipsis. Long words are broken. */
export function wrapText(text: string, fontSize: number, widthPx: number, maxLines: number): string[] {
  const lines: string[] = []
  let line = ''
  let rest = text
  while (rest !== '' && lines.length < maxLines) {
    const [word, after] = firstWord(rest)
    const longer = line === '' ? word : `${line} ${word}`
    if (textWidth(longer, fontSize) <= widthPx) {
      line = longer
      rest = after
    } else if (line === '') {
      const head = fitting(word, fontSize, widthPx)
      lines.push(head)
      rest = `${word.slice(head.length)} ${after}`.trim()
    } else {
      lines.push(line)
      line = ''
    }
  }
  if (line !== '' && lines.length < maxLines) lines.push(line)
  else if (line !== '') rest = line
  return rest === '' ? lines : withEllipsis(lines, fontSize, widthPx)
}

export function textWidth(text: string, fontSize: number): number {
  let ems = 0
  for (const character of text) ems += emsOf(character)
  return ems * fontSize
}

function emsOf(character: string): number {
  if (/[ijlI.,:;'|!]/.test(character)) return 0.3
  if (/[ftr()[\]{}"/\\ -]/.test(character)) return 0.38
  if (/[mwMW@%&]/.test(character)) return 0.86
  if (/[A-Z_=+<>~]/.test(character)) return 0.66
  return (character.codePointAt(0) ?? 0) < 0x2e80 ? 0.57 : 1
}

function firstWord(text: string): [word: string, after: string] {
  const space = text.indexOf(' ')
  return space === -1 ? [text, ''] : [text.slice(0, space), text.slice(space + 1)]
}

/** The longest beginning that fits, at least one character. */
function fitting(word: string, fontSize: number, widthPx: number): string {
  let head = ''
  for (const character of word) {
    if (head !== '' && textWidth(head + character, fontSize) > widthPx) break
    head += character
  }
  return head
}

function withEllipsis(lines: readonly string[], fontSize: number, widthPx: number): string[] {
  const last = lines.at(-1) ?? ''
  return [...lines.slice(0, -1), `${fitting(`${last} `, fontSize, widthPx - fontSize).trimEnd()}…`]
}

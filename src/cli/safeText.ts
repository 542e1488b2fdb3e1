/**
 * Texts of strangers on a terminal: control characters could move the cursor, fill the clipboard or forge a line; what
 * turns the order of letters, or cannot be seen, makes one name look like another.
 */
export function safeText(text: string): string {
  return text.replace(UNSAFE, '�')
}

/** On one line, at most so many characters. */
export function oneLine(text: string, most: number): string {
  // White space may shrink to nothing: more than is shown has to be looked at, but not all of ten megabytes.
  const line = safeText(
    text
      .trimStart()
      .slice(0, most * 4 + 1_000)
      .replace(/\s+/g, ' ')
      .trim(),
  )
  return line.length > most ? `${cutAt(line, most - 1)}…` : line
}

/** What is printed, where ours are the only control characters: colours. The last door, whatever came before. */
export function forTerminal(text: string): string {
  return text
    .split(COLOUR)
    .map((piece, at) => (at % 2 === 1 ? piece : safeText(piece)))
    .join('')
}

/** JSON that a terminal may see: the same value, with escapes for what `JSON.stringify` leaves as it is. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSAFE, escaped)
}

function escaped(letter: string): string {
  return Array.from({ length: letter.length }, (_, at) => {
    return `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
}

/** No half of a surrogate pair at the end. */
export function cutAt(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}

/** C0 but the line feed, DEL, C1; marks and overrides of direction; invisible letters but the joiners of emoji and scripts. */
const UNSAFE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g

const COLOUR = /(\u001b\[\d{1,3}(?:;\d{1,3})*m)/

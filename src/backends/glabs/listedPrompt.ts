/** Compares a prompt as G-Labs shows it, whole or cut, with one that was sent. What cannot be told is `perhaps`. */

export type Likeness = 'same' | 'perhaps' | 'other'

const cutAt = 50

/** @param shown as a list or a status has it */
export function likeness(shown: string, sent: string): Likeness {
  const seen = plain(shown)
  if (waysToShow(sent).some((way) => way === seen)) return 'same'
  // Marks of shortening, and spaces at the cut, take some characters of the fifty.
  return shown.length >= cutAt - 4 && seen !== '' && plain(sent).startsWith(seen) ? 'perhaps' : 'other'
}

/** Whether it can be no showing of that prompt, however it was cut on either side. */
export function contradicts(shown: string, sent: string): boolean {
  const [seen, said] = [plain(shown), plain(sent)]
  const length = Math.min(seen.length, said.length, cutAt - 10)
  return seen.slice(0, length) !== said.slice(0, length)
}

/** Whether more of the prompt is there than a list would show. */
export function isWhole(shown: string): boolean {
  return shown.length > cutAt && Array.from(shown).length > cutAt
}

/** What a handle keeps of a prompt. */
export function beginningOf(prompt: string): string {
  return Array.from(prompt).slice(0, cutAt).join('')
}

/** Whole; or cut by characters, or by UTF-16 units, before or after the spaces around it went. */
function waysToShow(sent: string): string[] {
  const bases = [sent, sent.trim(), sent.trim().replace(/\s+/gu, ' ')]
  return [sent, ...bases.flatMap((base) => [beginningOf(base), base.slice(0, cutAt)])].map(plain)
}

/** Without what may be lost or added on the way: spaces, half characters at the cut, dots that mark it. */
function plain(text: string): string {
  return text
    .replace(/\p{Surrogate}|\uFFFD/gu, '')
    .replace(/(…|\.\.\.)$/u, '')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
}

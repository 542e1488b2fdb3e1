/** The words of a prompt that a service's refusal names: what it puts in quotation marks and the prompt holds. */

const QUOTED = /"([^"]{2,80})"|“([^”]{2,80})”|«([^»]{2,80})»|‘([^’]{2,80})’|'([^']{2,80})'/gu

/** Each once, as the prompt spells it. */
export function namedWords(message: string, prompt: string): string[] {
  const text = prompt.toLowerCase()
  const found = [...message.matchAll(QUOTED)].flatMap((match) => {
    const word =
      match
        .slice(1)
        .find((part) => part !== undefined)
        ?.trim() ?? ''
    const at = word === '' ? -1 : text.indexOf(word.toLowerCase())
    return at < 0 ? [] : [prompt.slice(at, at + word.length)]
  })
  return [...new Set(found)]
}

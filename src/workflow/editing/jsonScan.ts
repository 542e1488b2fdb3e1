/** Offsets in JSON text without building a tree. Expects well-formed JSON; on anything else it ends at the end. */

const quote = 34
const backslash = 92
const openObject = 123
const closeObject = 125
const openArray = 91
const closeArray = 93
const comma = 44

/** The offset behind the value that starts at `start`. */
export function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start)
  if (first === quote) return endOfString(text, start)
  if (first === openObject || first === openArray) return endOfContainer(text, start)
  let at = start
  while (at < text.length && !endsScalar(text.charCodeAt(at))) at++
  return at
}

/** The offset behind the closing quote of the string that opens at `start`. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end !== -1 && isEscaped(text, start, end)) end = text.indexOf('"', end + 1)
  return end === -1 ? text.length : end + 1
}

export function skipSpace(text: string, start: number): number {
  let at = start
  while (isSpace(text.charCodeAt(at))) at++
  return at
}

/** How deep objects and lists stand in each other; stops counting above `limit`. */
export function nestingDepth(text: string, limit: number): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length && deepest <= limit; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at) - 1
    else if (code === openObject || code === openArray) deepest = Math.max(deepest, ++depth)
    else if (code === closeObject || code === closeArray) depth--
  }
  return deepest
}

/** How often a character stands in a text, strings included; stops counting above `limit`. */
export function countOf(text: string, character: string, limit: number): number {
  let count = 0
  for (let at = text.indexOf(character); at !== -1 && count <= limit; count++)
    at = text.indexOf(character, at + 1)
  return count
}

function endOfContainer(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at) - 1
    else if (code === openObject || code === openArray) depth++
    else if ((code === closeObject || code === closeArray) && --depth === 0) return at + 1
  }
  return text.length
}

function isEscaped(text: string, start: number, end: number): boolean {
  let before = end - 1
  while (before > start && text.charCodeAt(before) === backslash) before--
  return (end - 1 - before) % 2 === 1
}

function endsScalar(code: number): boolean {
  return code === comma || code === closeObject || code === closeArray || isSpace(code)
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9
}

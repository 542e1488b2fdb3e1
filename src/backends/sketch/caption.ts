/** A prompt as people read it: one line, and a prompt that is a JSON document as `key: value` pairs. */
import { plainText } from './safeText.ts'

export function captionOf(prompt: string): string {
  const document = parseDocument(prompt)
  return plainText(document === null ? prompt : pairs(document).join(' · '))
}

function parseDocument(prompt: string): object | null {
  if (!/^\s*[{[]/.test(prompt) || prompt.length > 100_000) return null
  try {
    const parsed: unknown = JSON.parse(prompt)
    return typeof parsed === 'object' ? parsed : null
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
}

/** Two levels deep; a caption has no room for more. */
function pairs(document: object): string[] {
  return Object.entries(document).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null) return [`${key}: ${String(value)}`]
    const inner = Object.values(value).filter((item: unknown) => typeof item !== 'object')
    return inner.length === 0 ? [] : [`${key}: ${inner.join(', ')}`]
  })
}

/** The public URL in what an upload proxy answers: JSON, a `Location`, or the URL and nothing else. */

const NAMES = ['publicUrl', 'public_url', 'url', 'href', 'link', 'src', 'location']
const MOST_DEPTH = 6

/** Null where none is named. Only `http:` and `https:` count: it goes into files that others open. */
export function urlInAnswer(text: string, location: string | null): string | null {
  const parsed = parsedJson(text)
  return (parsed === undefined ? webUrl(text.trim()) : urlIn(parsed, MOST_DEPTH)) ?? webUrl(location ?? '')
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: it may be the URL itself.
    return undefined
  }
}

/** The usual names first, then what is wrapped in `data`, `file`, `files` and the like. */
function urlIn(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return webUrl(value)
  if (typeof value !== 'object' || value === null || depth === 0) return null
  for (const name of NAMES) {
    const found = webUrl(Reflect.get(value, name))
    if (found !== null) return found
  }
  for (const inner of Object.values(value)) {
    const found = typeof inner === 'object' ? urlIn(inner, depth - 1) : null
    if (found !== null) return found
  }
  return null
}

function webUrl(value: unknown): string | null {
  if (typeof value !== 'string' || !/^https?:\/\/\S+$/i.test(value)) return null
  return URL.canParse(value) ? value : null
}

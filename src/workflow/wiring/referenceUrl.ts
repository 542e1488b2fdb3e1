/** What a reference's URL is, by its form alone: what nobody can fetch is an error before anything is spent. */
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'

/** PatchWork takes longer texts in base64 out of the file when it saves it. */
const longestInline = 1024

/** null for `https:`, `data:` with a picture, and paths. */
export function referenceUrlDraft(place: Place, url: string, field: string): Draft | null {
  const scheme = /^\s*([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase()
  if (scheme === undefined) {
    const isPath = url.length <= longestInline && !/[\0\n]/.test(url)
    return isPath
      ? null
      : unfetchable(place, field, 'is neither a URL nor a path (base64 without its "data:"?)')
  }
  if (scheme === 'https' || scheme === 'file') return null
  if (scheme === 'http') return overHttp(place, field)
  if (scheme !== 'data')
    return unfetchable(place, field, `is a ${scheme}: URL, which only the page that made it can open`)
  if (!/^\s*data:image\//i.test(url)) return unfetchable(place, field, 'is a data: URL that holds no picture')
  return url.length > longestInline ? inline(place, field) : null
}

function unfetchable(place: Place, field: string, what: string): Draft {
  return draftAt(place, {
    level: 'error',
    code: 'reference-not-fetchable',
    field,
    message: `${field} of ${place.label} ${what}.`,
    mend: 'Put in an https: URL or a path relative to the file.',
  })
}

function overHttp(place: Place, field: string): Draft {
  return draftAt(place, {
    level: 'used',
    code: 'reference-over-http',
    field,
    message: `${field} of ${place.label} is an http: URL; the editor, an https page, may not show it.`,
    mend: 'Use the https: URL, or a path relative to the file.',
  })
}

function inline(place: Place, field: string): Draft {
  return draftAt(place, {
    level: 'used',
    code: 'reference-inline',
    field,
    message: `${field} of ${place.label} holds the picture itself; the editor drops it when it saves the file.`,
    mend: 'Save the picture beside the file and put its path in.',
  })
}

/** HTML as a value. Whatever is put into an `html` template is escaped, unless it is such a value itself. */

export interface Html {
  readonly markup: string
}

export type HtmlPart = Html | readonly Html[] | string | number | null

/** Parts may stand in text and in double-quoted attributes, nowhere else. Null leaves nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let markup = texts[0] ?? ''
  parts.forEach((part, index) => {
    markup += markupOf(part) + (texts[index + 1] ?? '')
  })
  return { markup }
}

function markupOf(part: HtmlPart): string {
  if (part === null) return ''
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escapeText(part)
  if ('markup' in part) return part.markup
  return part.map((each) => each.markup).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** For text and for double-quoted attributes. Control characters, and what turns the order of letters, become U+FFFD. */
function escapeText(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** What the take on show changed against an earlier one: words of a prompt, old and new values, or nothing but chance. */
import { type Html, html } from './html.ts'
import type { SheetChange, SheetTake } from './sheet.ts'
import { wordChanges } from './wordChanges.ts'

/** @param onShow number of the take on show */
export function takeChanges(onShow: number | null, { take, changes }: SheetTake): Html {
  const heading = onShow !== null && onShow < take ? `How take ${onShow} differs` : 'What changed since'
  const list =
    changes.length === 0
      ? html`<p>same prompt, rolled again</p>`
      : html`<ul>${changes.map((change) => html`<li>${changeOf(change)}</li>`)}</ul>`
  return html`<div class="changes"><p class="label">${heading}</p>${list}</div>`
}

const LONG_CHARACTERS = 520
/** Shorter values, `9:16`, read better whole: old → new. */
const WORD_BY_WORD = 48

function changeOf({ field, words, before, after, explanation }: SheetChange): Html {
  if (explanation !== null) return html`<p dir="auto"><i>${field}</i> ${explanation}</p>`
  if (words === null || (before.length <= WORD_BY_WORD && after.length <= WORD_BY_WORD)) {
    return html`<p dir="auto"><i>${field}</i> <del>${value(before)}</del> → <ins>${value(after)}</ins></p>`
  }
  const { body, length } = wordChanges(words)
  const fold = length > LONG_CHARACTERS ? html`<details><summary>All changes</summary></details>` : null
  return html`<i>${field}</i><div class="folding">${fold}<div class="words plain" dir="auto">${body}</div></div>`
}

const MOST_VALUE = 240

function value(text: string): string {
  if (text === '') return 'not set'
  return text.length > MOST_VALUE ? `${text.slice(0, MOST_VALUE)} …` : text
}

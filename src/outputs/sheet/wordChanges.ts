/** A text word by word: what is gone struck through, what is new underlined, what stayed cut to a few words around them. */
import { type Html, html } from './html.ts'
import type { SheetWord } from './sheet.ts'

export interface WordChanges {
  readonly body: Html
  /** Characters that `body` shows. */
  readonly length: number
}

/** The texts of `words`, put together, are the old and the new text: white space is in them. */
export function wordChanges(words: readonly SheetWord[]): WordChanges {
  const stretches = stretchesOf(words)
  let length = 0
  const body = stretches.map((stretch, index) => {
    if (stretch.is === 'changed') {
      length += stretch.removed.length + stretch.added.length
      return changed(stretch)
    }
    const text = shortened(stretch.text, index > 0, index < stretches.length - 1)
    length += text.length
    return html`${text}`
  })
  return { body: html`${body}`, length }
}

type Stretch = { is: 'same'; text: string } | Changed
interface Changed {
  is: 'changed'
  removed: string
  added: string
}

/** Neighbouring changes become one: `casual top` → `blue cotton t-shirt`, not word for word in turn. */
function stretchesOf(words: readonly SheetWord[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const { is, text } of words) {
    const last = stretches.at(-1)
    if (is === 'same') {
      if (last?.is === 'same') last.text += text
      else stretches.push({ is, text })
    } else openChange(stretches)[is] += text
  }
  return stretches
}

/** The change that the next word belongs to; blanks alone do not part two. */
function openChange(stretches: Stretch[]): Changed {
  const [former, last] = [stretches.at(-2), stretches.at(-1)]
  if (last?.is === 'changed') return last
  if (former?.is === 'changed' && last !== undefined && last.text.trim() === '') {
    stretches.pop()
    former.removed += last.text
    former.added += last.text
    return former
  }
  const change: Changed = { is: 'changed', removed: '', added: '' }
  stretches.push(change)
  return change
}

function changed({ removed, added }: Changed): Html {
  const onlyBlanks = (removed + added).trim() === ''
  const shown = (text: string) => (onlyBlanks ? text.replaceAll(' ', '␣').replaceAll('\n', '¶') : text.trim())
  const [old, fresh] = [shown(removed), shown(added)]
  const outside = onlyBlanks
    ? ['', '']
    : [/^\s*/.exec(added || removed)?.[0], /\s*$/.exec(added || removed)?.[0]]
  return html`${outside[0] ?? ''}${old === '' ? null : html`<del>${old}</del>`}${old !== '' && fresh !== '' ? ' ' : ''}${fresh === '' ? null : html`<ins>${fresh}</ins>`}${outside[1] ?? ''}`
}

/** Characters of context on each side of a change. */
const AROUND = 56

function shortened(text: string, followsChange: boolean, leadsToChange: boolean): string {
  const most = (followsChange ? AROUND : 0) + (leadsToChange ? AROUND : 0)
  if (text.length <= most + 16) return text
  const head = followsChange ? text.slice(0, AROUND).replace(/(?<=\s)\S*$|[\ud800-\udbff]$/, '') : ''
  const tail = leadsToChange ? text.slice(-AROUND).replace(/^\S*(?=\s)|^[\udc00-\udfff]/, '') : ''
  return `${head.trimEnd()}${head === '' ? '' : ' '}…${tail === '' ? '' : ' '}${tail.trimStart()}`
}

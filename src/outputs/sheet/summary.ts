/** The head of the sheet: what it is, how it went, what still needs somebody. */
import { type Html, html } from './html.ts'
import type { SheetScenes } from './scenes.ts'
import type { Sheet, SheetGeneration } from './sheet.ts'
import { statusWord } from './statusWord.ts'

export function summary(sheet: Sheet, tabs: readonly SheetScenes[]): Html {
  const generations = sheet.tabs.flatMap((tab) => tab.generations)
  return html`<header class="top">
<p class="kicker">${sheet.sketch ? 'Contact sheet of a sketch' : 'Contact sheet'}</p>
<h1 dir="auto">${sheet.workflow}</h1>
<p class="facts">${sheet.writtenAt} · made by ${sheet.backend}${sheet.generatedFile === null ? '' : ` · twin of ${sheet.generatedFile}`}</p>
${sheet.sketch ? html`<p class="sketch"><strong>This is a sketch.</strong> Retake drew these pictures itself to show what would be made; none of them comes from a service and nothing was paid.</p>` : null}
<p class="counts">${counts(generations)}</p>
<p class="receipt">${sheet.receipt}</p>
${openItems(tabs)}
</header>
`
}

/** Scenes by outcome; only outcomes that occur. One that landed and waits for a person counts as waiting. */
function counts(generations: readonly SheetGeneration[]): Html[] {
  const waits = generations.filter(waitsForPerson).length
  const settled = generations.filter((each) => !waitsForPerson(each))
  const by = (word: ReturnType<typeof statusWord>) =>
    settled.filter((each) => statusWord(each) === word).length
  const landed = by('generated') + by('reused') + by('kept')
  const outcomes: [number, string][] = [
    [waits, 'waiting'],
    [by('partial'), 'with gaps'],
    [by('failed'), 'failed'],
    [by('blocked'), 'blocked'],
    [by('skipped'), 'skipped'],
  ]
  const parts = outcomes.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`)
  return [`${landed} of ${generations.length} landed`, ...parts].map(
    (part, index) => html`${index === 0 ? '' : ' · '}<span>${part}</span>`,
  )
}

function waitsForPerson(generation: SheetGeneration): boolean {
  return generation.status === 'held' || generation.waitingGates.length > 0
}

/** Links to what needs somebody, in the order of the page. */
function openItems(tabs: readonly SheetScenes[]): Html | null {
  const items = tabs.flatMap((tab) =>
    tab.scenes.flatMap((scene) =>
      scene.rows.flatMap((row) => {
        const word = openWord(row)
        if (word === null) return []
        const place = `${tabs.length > 1 ? `${tab.name}, ` : ''}${scene.title}${row.rowCount > 1 ? `, row ${row.row}` : ''}`
        return [html`<li><a href="#${scene.anchor}">${place}</a> <span class="quiet">${word}</span></li>`]
      }),
    ),
  )
  return items.length === 0 ? null : html`<ul class="open">${items}</ul>`
}

function openWord(generation: SheetGeneration): string | null {
  if (generation.error !== null) return generation.error.errorType
  if (generation.status === 'failed' || generation.status === 'partial') return generation.status
  return waitsForPerson(generation) ? 'waits for you' : null
}

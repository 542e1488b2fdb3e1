/** One scene: its rows under one heading, each with its pictures first and what they were made from beside them. */
import { about } from './about.ts'
import { earlierTakes } from './earlierTakes.ts'
import { frames } from './frames.ts'
import { type Html, html } from './html.ts'
import type { SheetScene } from './scenes.ts'
import type { SheetError, SheetGeneration } from './sheet.ts'
import { statusWord } from './statusWord.ts'

export function sceneArticle(scene: SheetScene, preload: 'metadata' | 'none'): Html {
  const rows = scene.rows.map(
    (generation, index) => html`<section class="row">
<header>${index === 0 ? html`<h3 dir="auto">${scene.title}</h3>` : null}${rowHeading(generation)}${facts(generation)}</header>
<div class="pictures">
${frames(generation, preload)}
${failure(generation)}
${earlierTakes(generation)}
</div>
${about(generation)}
</section>
`,
  )
  return html`<article class="scene" id="${scene.anchor}">
${rows}
</article>
`
}

function rowHeading({ row, rowCount }: SheetGeneration): Html | null {
  return rowCount > 1 ? html`<h4>Row ${row} of ${rowCount}</h4>` : null
}

function facts(generation: SheetGeneration): Html {
  const kind = generation.kind === 'image' ? 'still' : 'clip'
  const take = generation.take === null ? '' : ` · take ${generation.take}`
  const status = statusWord(generation)
  return html`<p class="facts">${kind} · node ${generation.nodeId}${take} · <span class="status ${status}">${status}</span></p>`
}

/** What went wrong, in the service's own words, and what to do. */
function failure({ error, slotCount, candidates }: SheetGeneration): Html | null {
  if (error === null) return null
  return html`<div class="failure">
<p><strong>${error.errorType}</strong> · ${slotList(error, slotCount, candidates.length)} · ${count(error.attempts, 'attempt')}</p>
<p class="said" dir="auto">${error.message}</p>
<p><span class="label">What to do</span> ${error.strategy}</p>
</div>`
}

function slotList(error: SheetError, slotCount: number, candidateCount: number): string {
  if (error.slots.length === 0 || (candidateCount === 0 && error.slots.length === slotCount))
    return 'no candidate'
  return `${error.slots.length === 1 ? 'candidate' : 'candidates'} ${error.slots.join(', ')}`
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

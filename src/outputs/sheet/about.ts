/** What a generation was made from and where it stands: waiting gates, references, prompt, parameters, picks. */
import { type Html, html } from './html.ts'
import { linked } from './medium.ts'
import { promptText } from './promptText.ts'
import { safeUrl } from './safeUrl.ts'
import type { SheetGeneration, SheetInput, SheetPick } from './sheet.ts'
import { statusWord } from './statusWord.ts'

export function about(generation: SheetGeneration): Html {
  const { inputs, picks } = generation
  return html`<div class="about">
<div class="sources">${waiting(generation)}
${inputs.length === 0 ? null : html`<ul class="inputs">${inputs.map(inputItem)}</ul>`}</div>
${prompt(generation.prompt)}
<div class="record">${picks.map((pick) => pickLine(pick, generation))}
${parameterLine(generation)}</div>
</div>`
}

function waiting(generation: SheetGeneration): Html {
  const { waitingGates, reason, candidates } = generation
  const gates = waitingGates.map(
    ({ gate, title }) =>
      html`<p class="waits"><strong>Waits for you</strong> ${title} <span class="quiet">gate ${gate}</span></p>`,
  )
  // Without candidates the reason stands in their place.
  const isTold = candidates.length > 0 && statusWord(generation) !== 'kept'
  const why = reason === null || !isTold ? null : html`<p class="reason">${reason}</p>`
  return html`${gates}${why}`
}

function inputItem(input: SheetInput): Html {
  const source = safeUrl(input.href)
  const picture =
    source === null
      ? html`<span class="missing"></span>`
      : linked(
          source,
          html`<img loading="lazy" decoding="async" src="${source.url}" alt="${input.role}: ${input.label}">`,
        )
  const missing = input.href === null ? html`<br><em>not made yet, or not to be had</em>` : null
  return html`<li>${picture}<span><i>${input.role}</i><br>${input.label}${missing}</span></li>`
}

/** The text stands beside the fold, not in it: clipped on the screen until unfolded, always whole on paper. */
function prompt(text: string): Html {
  if (text.trim() === '') return html`<p class="prompt quiet">No prompt.</p>`
  const { body, isJson, isLong } = promptText(text)
  const fold = isLong ? html`<details><summary>Whole prompt</summary></details>` : null
  return html`<div class="prompt">${fold}<div class="words ${isJson ? 'json' : 'plain'}" dir="auto">${body}</div></div>`
}

function pickLine(pick: SheetPick, { candidates }: SheetGeneration): Html {
  const how = pick.by === 'approved' ? 'approved' : 'auto pick'
  const rejected = candidates.some(({ slot, rejected: tell }) => slot === pick.slot && tell !== null)
  const since = rejected ? 'it was rejected since' : 'the scene was rolled again or changed since'
  const lapsed = pick.passes ? null : `: it no longer passes, because ${since}. Approve again.`
  return html`<p class="picked"><span class="key">${pick.slot}</span> ${how} <span class="quiet">${pick.gateTitle}, gate ${pick.gate}</span>${lapsed}</p>`
}

function parameterLine({ parameters }: SheetGeneration): Html | null {
  const told = parameters.filter(({ value }) => value.trim() !== '')
  if (told.length === 0) return null
  return html`<p class="parameters">${told.map(({ name, value }) => html`<span><i>${name}</i> ${value}</span> `)}</p>`
}

/** All slots of a generation, side by side: each candidate, and for each slot without one an empty frame with the reason. */
import { candidateFrame } from './candidateFrame.ts'
import { emptyFrame } from './emptyFrame.ts'
import { frameShape, frameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import type { SheetGeneration } from './sheet.ts'

/** `preload` is that of every clip. A generation that never began shows its reason once and no frames. */
export function frames(generation: SheetGeneration, preload: 'metadata' | 'none'): Html {
  const { candidates, error, status, reason } = generation
  if (candidates.length === 0 && error === null && status !== 'failed') {
    return html`<p class="nothing"><strong>${NOTHING_YET[status] ?? 'No candidates'}</strong> ${reason}</p>`
  }
  const size = frameSize(generation)
  const showsNew =
    candidates.some((each) => each.mark === 'new') && candidates.some((each) => each.mark !== 'new')
  const figures = slotsOf(generation).map((slot) => {
    const candidate = candidates.find((each) => each.slot === slot)
    if (candidate === undefined) return emptyFrame(generation, slot, size)
    return candidateFrame(generation, candidate, { size, preload, showsNew })
  })
  return html`<div class="frames ${frameShape(size)}">${figures}</div>`
}

const NOTHING_YET: Readonly<Record<string, string>> = { held: 'Held', blocked: 'Blocked', skipped: 'Skipped' }

/** A take may have more candidates than the node now wants; none is left out. */
function slotsOf(generation: SheetGeneration): number[] {
  const slots = new Set<number>()
  for (let slot = 1; slot <= generation.slotCount; slot += 1) slots.add(slot)
  for (const candidate of generation.candidates) slots.add(candidate.slot)
  for (const slot of generation.error?.slots ?? []) slots.add(slot)
  return [...slots].sort((one, other) => one - other)
}

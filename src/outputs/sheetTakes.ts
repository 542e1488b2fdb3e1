/** Earlier takes of a generation, as the contact sheet shows them: the pictures, and what has changed since. */
import { candidatesOf } from '../engine/claims.ts'
import type { EarlierTake } from '../engine/earlierTakes.ts'
import type { TakeRecord } from '../store/history.ts'
import { wordsOf } from '../workflow/wordChanges.ts'
import { hrefOf } from './hrefOf.ts'
import type { SheetChange, SheetTake } from './sheet/sheet.ts'
import { MOST_PROMPT, MOST_VALUE, shortText } from './shortText.ts'
import { readableTime } from './timestamp.ts'
import type { ViewedGeneration } from './view.ts'

/**
 * @param byKey all generations of the view
 * @param urls of readable copies as seen from the sheet, by `copyKey`
 */
export function sheetTakes(
  { node, earlier }: ViewedGeneration,
  byKey: ReadonlyMap<string, ViewedGeneration>,
  urls: ReadonlyMap<string, string>,
): SheetTake[] {
  return earlier.takes.map((each) => {
    const { held, pick, rejections, changes } = each
    return {
      take: held.number,
      made: readableTime(new Date(held.take.createdAt)),
      how: howOf(held.take),
      candidates: candidatesOf(held).map((candidate) => {
        const { slot, width, height, seed } = candidate
        const rejected = rejections.find((one) => one.slot === slot)?.tell ?? null
        const mark = held.take.assumed ? ('adopted' as const) : ('kept' as const)
        return { slot, width, height, seed, href: hrefOf(candidate, urls), mark, rejected }
      }),
      startFrame: startFrameOf(node, each, byKey, urls),
      pick: pick === null ? null : { slot: pick.slot, by: pick.by },
      changes: changes.map(changeOf),
    }
  })
}

function howOf({ assumed, reroll }: TakeRecord): string | null {
  if (assumed) return 'adopted'
  if (reroll === null) return null
  return reroll.slots === null ? 'rolled again' : `candidates ${reroll.slots.join(', ')} rolled again`
}

function changeOf({ field, before, after, explanation }: EarlierTake['changes'][number]): SheetChange {
  const isText =
    typeof before === 'string' &&
    typeof after === 'string' &&
    explanation === null &&
    before.length + after.length <= MOST_PROMPT
  return {
    field,
    words: isText ? wordsOf(before, after) : null,
    before: shortText(textOf(before), MOST_VALUE),
    after: shortText(textOf(after), MOST_VALUE),
    explanation:
      explanation === null ? null : `${explanation.charAt(0).toUpperCase()}${explanation.slice(1)}.`,
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The still that its clips began with, where that is among what the sheet shows. */
function startFrameOf(
  { generation }: ViewedGeneration['node'],
  { inputs }: EarlierTake,
  byKey: ReadonlyMap<string, ViewedGeneration>,
  urls: ReadonlyMap<string, string>,
): string | null {
  const frame = generation.inputs.find(({ role }) => role === 'start frame')
  if (frame?.from !== 'generation') return null
  const supplier = byKey.get(frame.generation)
  const takes = [supplier?.held ?? null, ...(supplier?.earlier.takes.map(({ held }) => held) ?? [])]
  for (const candidate of takes.flatMap((held) => candidatesOf(held))) {
    if (candidate.sha256 !== null && inputs.includes(candidate.sha256)) return hrefOf(candidate, urls)
  }
  return null
}

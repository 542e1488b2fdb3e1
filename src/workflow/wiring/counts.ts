/** How many candidates a generation node makes, and how long it may take. */

import type { JsonValue } from '../json.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'
import { spellValue } from './spellValue.ts'

const defaultOutputCount = 4
const maxSlotCount = 64
const imageTimeoutMs = 300_000
const videoTimeoutMs = 600_000
const longestTimeoutMs = 86_400_000

/** `outputCount` × `repeatCount`; 4 × 1 where the file has neither. */
export function slotCountOf(place: Place, drafts: Draft[]): number {
  const outputCount = countOf(place, 'outputCount', defaultOutputCount, drafts)
  const slotCount = outputCount * countOf(place, 'repeatCount', 1, drafts)
  if (slotCount > maxSlotCount) {
    drafts.push(
      draftAt(place, {
        level: 'error',
        code: 'too-many-slots',
        field: 'properties.outputCount',
        message: `${place.label} asks for ${slotCount} candidates (outputCount × repeatCount); ${maxSlotCount} is the most.`,
        mend: 'Lower outputCount or repeatCount; another take can be had by regen.',
      }),
    )
    return maxSlotCount
  }
  if (slotCount === 1) {
    drafts.push(
      draftAt(place, {
        level: 'warning',
        code: 'single-candidate',
        field: 'properties.outputCount',
        message: `${place.label} makes one candidate only, so there is no gallery to pick from.`,
        mend: 'Set outputCount to 4.',
      }),
    )
  }
  return slotCount
}

export function timeoutMsOf(place: Place, drafts: Draft[]): number {
  const { timeout } = place.node.properties
  const fallback = place.node.kind === 'video' ? videoTimeoutMs : imageTimeoutMs
  if (timeout === undefined || timeout === null) return fallback
  if (typeof timeout === 'number' && timeout > 0 && timeout <= longestTimeoutMs) return timeout
  drafts.push(
    draftAt(place, {
      level: 'warning',
      code: 'bad-timeout',
      field: 'properties.timeout',
      message: `timeout of ${place.label} is ${spellValue(timeout)}; ${fallback} ms is taken instead.`,
      mend: `Set timeout to a number of milliseconds up to a day, such as ${fallback}.`,
    }),
  )
  return fallback
}

function countOf(
  place: Place,
  name: 'outputCount' | 'repeatCount',
  fallback: number,
  drafts: Draft[],
): number {
  const value = place.node.properties[name] ?? fallback
  if (isCount(value)) return value
  drafts.push(
    draftAt(place, {
      level: 'error',
      code: name === 'outputCount' ? 'bad-output-count' : 'bad-repeat-count',
      field: `properties.${name}`,
      message: `${name} of ${place.label} is ${spellValue(value)}, not a whole number above 0.`,
      mend: `Set ${name} to a number such as ${fallback}.`,
    }),
  )
  return fallback
}

function isCount(value: JsonValue): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0
}

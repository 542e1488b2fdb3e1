/** A reference medium: one picture, or a batch with one per row. An empty one sends nothing, and says so. */

import { isJsonArray } from '../json.ts'
import { urlIn } from '../reading/savedMedia.ts'
import { nothing, type Resolved } from './arrivals.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'
import { referenceUrlDraft } from './referenceUrl.ts'

export function resolveReference(place: Place): Resolved {
  const { imageData, batchMode, batchImages } = place.node.properties
  if (place.node.state === 'off') {
    return { value: nothing, uses: [], drafts: [unsent(place, 'reference-off', null, 'is switched off')] }
  }
  const isBatch = batchMode === true && isJsonArray(batchImages) && batchImages.length > 0
  const urls = isBatch ? batchImages.map(urlIn) : [urlIn(imageData)]
  const drafts = urls.flatMap((url, row) => {
    const field = isBatch ? `properties.batchImages[${row}]` : 'properties.imageData'
    if (url === null) return [unsent(place, 'reference-empty', field, `holds no picture (${field})`)]
    return referenceUrlDraft(place, url, field) ?? []
  })
  return { value: { kind: 'reference', urls, source: place }, uses: [], drafts }
}

function unsent(place: Place, code: string, field: string | null, what: string): Draft {
  return draftAt(place, {
    level: 'used',
    code,
    field,
    message: `${place.label} ${what}, so nothing is sent from it.`,
    mend:
      code === 'reference-off'
        ? 'Switch it on if it is meant to be seen.'
        : 'Put a picture in, or take its link out.',
  })
}

/** What a person does on the PatchWork canvas: opens the newest generated file, approves a candidate, saves. */
import { readFileSync, writeFileSync } from 'node:fs'
import { changed, nodeOf } from './scenes.ts'

/** Approves the candidate of that slot in a gate. @returns its URL */
export function approve(path: string, gateId: number, slot: number, tab = 0): string {
  let approved = ''
  const text = changed(readFileSync(path, 'utf8'), (file) => {
    const { properties } = nodeOf(file, gateId, tab)
    const isVideo = properties._savedCurrentMediaType === 'video'
    const gallery = properties[isVideo ? '_savedApprovalVideos' : '_savedApprovalImages'] as string[]
    approved = gallery[slot - 1]!
    properties[isVideo ? '_savedApprovalVideoIndex' : '_savedApprovalIndex'] = slot - 1
    Object.assign(properties, { lastData: approved, _lastApprovedData: approved, _disabled: true })
  })
  writeFileSync(path, text)
  return approved
}

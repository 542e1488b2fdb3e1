/**
 * The outputs of B-roll, all in its folder: the pick of each step under its plain name (`broll-01-image.png`), the other
 * candidates beside it (`broll-01-image-t1-c2.png`), the sheet, and `errors.json`.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { candidatesOf, type HeldTake } from '../engine/claims.ts'
import { EXTENSIONS, type MediaType } from '../media/identify.ts'
import { syncFolder } from '../media/replaceFile.ts'
import type { CandidateRecord } from '../store/history.ts'
import { storedPath } from '../store/location.ts'
import { waitForLock } from '../store/lock.ts'
import { keepOutputFolder } from '../store/outputs.ts'
import { brollCandidateName, copyKey } from './copies.ts'
import { rebuildErrorsFile } from './errorsFile.ts'
import type { Outputs } from './outputs.ts'
import { openFolder, type PlacedFolder } from './placeFile.ts'
import { renderSheet } from './sheet/renderSheet.ts'
import { sheetOf } from './sheetOf.ts'
import type { View, ViewedGeneration } from './view.ts'

const LOCK_WAIT_MS = 30_000
const MOST_NOTES = 3

/** @param plainNames of what each generation (key) makes, without ending: `broll-01-image` */
export async function writeBroll(view: View, plainNames: ReadonlyMap<string, string>): Promise<Outputs> {
  const { store, workflow, outFolder } = view
  mkdirSync(outFolder, { recursive: true })
  const purpose = `writing the files of ${workflow.name}`
  const lock = await waitForLock(store.folder, `broll-${workflow.id}`, purpose, LOCK_WAIT_MS)
  try {
    return await writeFiles(view, plainNames)
  } finally {
    lock.release()
  }
}

async function writeFiles(view: View, plainNames: ReadonlyMap<string, string>): Promise<Outputs> {
  const { store, workflow, outFolder, variant } = view
  const place = openFolder(outFolder, store, view.vault)
  const suffix = variant === 'sketch' ? '-sketch' : ''
  const names = new Map<string, string>()
  for (const viewed of view.generations) {
    const plain = plainNames.get(viewed.node.generation.key)
    if (plain === undefined || viewed.held === null) continue
    for (const [key, name] of await placeCandidates(viewed, `${plain}${suffix}`, place)) names.set(key, name)
  }
  const sheet = `${workflow.name}${suffix}.html`
  if (names.size > 0) await place.text(sheet, renderSheet(sheetOf(view, null, outFolder, names)))
  await syncFolder(outFolder)
  await keepOutputFolder(store.database, workflow.id, storedPath(store.project, outFolder))
  const errorsPath = await rebuildErrorsFile(outFolder, store)
  return {
    path: null,
    sheet: names.size > 0 ? join(outFolder, sheet) : null,
    isNew: false,
    note: noteOf(place.notes()),
    errorsPath,
    copies: new Map([...names].map(([key, name]) => [key, join(outFolder, name)])),
  }
}

/** @returns the file name of each candidate, by `copyKey` */
async function placeCandidates(
  viewed: ViewedGeneration,
  plain: string,
  place: PlacedFolder,
): Promise<Map<string, string>> {
  const picked = pickedOf(viewed)
  const names = new Map<string, string>()
  for (const held of takesOf(viewed)) {
    for (const candidate of held.take.candidates.values()) {
      const { sha256, mediaType } = candidate
      if (sha256 === null || mediaType === null) continue
      const ending = EXTENSIONS[mediaType as MediaType]
      const own = brollCandidateName(plain, { takeNumber: held.number, candidate })
      const isPicked = candidate === picked
      names.set(copyKey(candidate), isPicked ? `${plain}.${ending}` : own)
      if (!isPicked) {
        await place.copy(own, sha256)
        continue
      }
      for (const other of Object.values(EXTENSIONS))
        if (other !== ending) await place.withdraw(`${plain}.${other}`)
      await place.current(`${plain}.${ending}`, sha256)
      await place.withdraw(own)
    }
  }
  return names
}

function noteOf(notes: readonly string[]): string | null {
  const more = notes.length - MOST_NOTES
  const shown = notes.slice(0, MOST_NOTES)
  if (more > 0) shown.push(`And ${more} more like these.`)
  return shown.join(' ') || null
}

/** The one on show, then earlier ones. */
function takesOf({ held, earlier }: ViewedGeneration): HeldTake[] {
  return [...(held === null ? [] : [held]), ...earlier.takes.map((each) => each.held)]
}

/** What is picked now; while nothing of a new take is, what was picked before it; else the first that is not rejected. */
function pickedOf({ held, picks, rejections, earlier }: ViewedGeneration): CandidateRecord | null {
  const [pick] = picks
  const now = pick === undefined ? undefined : held?.take.candidates.get(pick.slot)
  if (now !== undefined) return now
  for (const each of earlier.takes) {
    const before = each.pick === null ? undefined : each.held.take.candidates.get(each.pick.slot)
    if (before !== undefined) return before
  }
  const rejected = new Set(rejections.map(({ slot }) => slot))
  const candidates = candidatesOf(held)
  return candidates.find(({ slot }) => !rejected.has(slot)) ?? candidates[0] ?? null
}

/**
 * Where a sheet finds a candidate: its readable copy beside it, so that opening the sheet asks nobody; else its URL. What
 * could not be had is not asked for by a browser either: a stranger's URL may lead into the reader's own network.
 */
import type { CandidateRecord } from '../store/history.ts'
import { copyKey } from './copies.ts'

/** @param urls of readable copies as seen from the sheet, by `copyKey` */
export function hrefOf(candidate: CandidateRecord, urls: ReadonlyMap<string, string>): string | null {
  return urls.get(copyKey(candidate)) ?? (candidate.sha256 === null ? null : candidate.url)
}

/** One thing that is not as the store promises it: what, where, and what to do. */
import type { Named, NamedPlace } from '../../store/fsck.ts'

export interface Problem {
  readonly is: 'missing' | 'damaged' | 'out of date'
  readonly what: 'database' | Named['by'] | 'sheet' | 'copy' | 'errors.json'
  /** Of the bytes that are missing or damaged; null for a view. */
  readonly sha256: string | null
  /** Absolute path of where it is, or ought to be. */
  readonly path: string
  /** The workflow that it is of, as the store names it; null where that is not one. */
  readonly workflow: string | null
  /** Of a candidate or an input. */
  readonly place: NamedPlace | null
  /** All that names it, for people. */
  readonly where: readonly string[]
  /** What is wrong, in one sentence. */
  readonly message: string
  readonly next: string
}

/** `S1-V0-1 Mainbody:11 "Scene 01 image" row 1, take 1, candidate 2` */
export function nameOf({ by, workflow, place, from }: Named): string {
  if (place !== null) {
    const { tab, nodeId, title, row, take, slot } = place
    const last = slot === null ? 'an input' : `candidate ${slot}`
    return `${workflow?.name} ${tab}:${nodeId} "${title}" row ${row}, take ${take}, ${last}`
  }
  if (by === 'source') return `the source of ${workflow?.name}, as it was run ("${from}")`
  if (by === 'generated file') return `the generated file ${from}, as it was written`
  return `the reference ${from?.replace(/^file:/, '')}`
}

/** What to do about bytes that nobody gave again. */
export function nextFor(named: readonly Named[]): string {
  const candidate = named.find(({ by }) => by === 'candidate')
  if (candidate?.place != null) {
    const { nodeId, slot } = candidate.place
    const regen = `retake regen ${candidate.workflow?.name} ${nodeId} --slots ${slot}`
    return `Nothing is paid for it again by itself. Another one, paid: ${regen}`
  }
  if (named.some(({ by }) => by === 'reference'))
    return 'Put the file back where it was, or make its URL reachable, then: retake fsck --repair'
  if (named.some(({ by }) => by === 'input'))
    return 'It was sent with an earlier take, which stands: nothing needs it now.'
  return 'What was made of it stands. That version cannot be brought back (restore) until its file is put beside the workflow.'
}

/** Every POST that asked for a picture or a clip, accepted or not: what a test or another process counts. */

export interface LedgerEntry {
  /** Unix milliseconds. */
  readonly at: number
  readonly type: 'image' | 'video'
  readonly prompt: string
  /** Null when it was not accepted; every accepted one counts as paid. */
  readonly taskId: string | null
  /** What was answered; 0 when the socket was dropped instead. */
  readonly httpStatus: number
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'lost' | 'refused'
  /** Of how many usable references, and with what model and mode, the service made it. */
  readonly references: number
  /** SHA-256 of each. */
  readonly referenceHashes: readonly string[]
  readonly model: string
  readonly mode: string
  /** The second task of a POST that was accepted twice: paid, but no POST of its own. */
  readonly isTwin: boolean
}

export function summarise(entries: readonly LedgerEntry[]) {
  const count = (holds: (entry: LedgerEntry) => boolean) => entries.filter(holds).length
  return {
    posts: count(({ isTwin }) => !isTwin),
    accepted: count(({ taskId }) => taskId !== null),
    refused: count(({ taskId }) => taskId === null),
    images: count(({ taskId, type }) => taskId !== null && type === 'image'),
    videos: count(({ taskId, type }) => taskId !== null && type === 'video'),
    completed: count(({ status }) => status === 'completed'),
    failed: count(({ status }) => status === 'failed'),
  }
}

/**
 * Named moments between two steps of the promise, each right after something became durable or something went over the
 * line. A test ends the process at one of them, as a power cut would; without `RETAKE_FAULT_POINT` they do nothing.
 */
import { appendFileSync } from 'node:fs'

/** Before the first colon: what kind of step it is. */
export type FaultPoint =
  | 'write:commit'
  | 'write:vault-synced'
  | 'write:vault-named'
  | 'write:file-synced'
  | 'write:file-named'
  | 'write:file-moved'
  | 'write:file-gone'
  | 'network:asking'
  | 'network:answered'
  | 'network:download'
  | 'network:downloaded'
  | 'network:mirror'
  | 'network:mirrored'

const wanted = readWanted(process.env.RETAKE_FAULT_POINT)
const log = process.env.RETAKE_FAULT_LOG
let passed = 0

/**
 * Ends the process, without a chance to clean up, where `RETAKE_FAULT_POINT` says so: `write 7` at the seventh point of
 * that kind, `network:answered 2` at the second of that name. `RETAKE_FAULT_LOG` names a file that gets each name passed.
 */
export function faultPoint(name: FaultPoint): void {
  if (log !== undefined) appendFileSync(log, `${name}\n`)
  if (wanted === null || (name !== wanted.what && !name.startsWith(`${wanted.what}:`))) return
  passed += 1
  if (passed === wanted.nth) process.kill(process.pid, 'SIGKILL')
}

function readWanted(text: string | undefined): { readonly what: string; readonly nth: number } | null {
  const [, what, nth] = /^([\w:-]+) (\d+)$/.exec(text ?? '') ?? []
  return what === undefined ? null : { what, nth: Number(nth) }
}

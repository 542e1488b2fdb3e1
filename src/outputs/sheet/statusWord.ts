/** What a generation came to, in one word. One that a run was not asked for keeps its candidates: it is no gap. */
import type { SheetGeneration, SheetStatus } from './sheet.ts'

export function statusWord({ status, candidates }: SheetGeneration): SheetStatus | 'kept' {
  return status === 'skipped' && candidates.length > 0 ? 'kept' : status
}

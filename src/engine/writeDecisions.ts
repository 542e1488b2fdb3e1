/** Puts on disk what a resolution decided by the way: takes taken over, and picks. */
import type { Database, Execute } from '../store/database.ts'
import { writePick } from '../store/picks.ts'
import { writeRejection } from '../store/rejections.ts'
import { claimTake } from '../store/takes.ts'
import { nodeRowOf } from './nodeKey.ts'
import type { Pick } from './pickBook.ts'
import type { Decisions } from './resolution.ts'

export type GatePick = Pick & { readonly gate: string; readonly recipe: string }

/** @param generationId the store's row of a generation, by key */
export async function writeDecisions(
  database: Database,
  workflowId: number,
  { takeovers, autoPicks }: Decisions,
  generationId: (key: string) => number,
): Promise<void> {
  if (takeovers.length === 0 && autoPicks.length === 0) return
  await database.commit((execute) => {
    for (const { key, takes, picks, rejections } of takeovers) {
      for (const { take, number } of takes) claimTake(database, execute, generationId(key), take.id, number)
      writePicks(database, execute, workflowId, picks)
      for (const { gate, takeId, slot, tell } of rejections) {
        const rejection = { ...nodeRowOf(gate), workflowId, takeId, slot, tell, who: null }
        writeRejection(database, execute, rejection)
      }
    }
    writePicks(database, execute, workflowId, autoPicks)
  })
}

export function writePicks(
  database: Database,
  execute: Execute,
  workflowId: number,
  picks: readonly GatePick[],
): void {
  for (const { gate, recipe, takeId, slot, by } of picks) {
    writePick(database, execute, { ...nodeRowOf(gate), workflowId, takeId, slot, by, recipe, who: null })
  }
}

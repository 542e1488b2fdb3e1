/** What is kept of an action, so that it can be taken back: read again by `undo` and `log`. */
import { z } from 'zod'

/** A source was written anew. Paths as the store keeps them; `former` equals `written` for a change in place. */
export const SAVE_DETAILS = z.object({
  former: z.string(),
  written: z.string(),
  backup: z.string(),
  formerSha256: z.string(),
  writtenSha256: z.string(),
})

export type SaveDetails = z.infer<typeof SAVE_DETAILS>

/** Ids of picks and rejections that were written, and of those that were lifted. */
export const VERDICT_DETAILS = z.object({
  picks: z.array(z.number()),
  rejections: z.array(z.number()),
  liftedPicks: z.array(z.number()),
  liftedRejections: z.array(z.number()),
})

/** What `run` takes. */
import { z } from 'zod'
import { SELECTION } from './selection.ts'

/** How a command that may send jobs goes about it, whatever it is about. */
export const RUN_FLAGS = {
  gates: z
    .enum(['auto', 'hold'])
    .optional()
    .describe('Gates without an approved pick: take the first sound candidate, or wait'),
  backend: z.string().optional().describe('Who generates; "sketch" draws placeholders here, for nothing'),
  concurrency: z.number().int().min(1).max(64).optional().describe('Jobs at once'),
  maxJobs: z.number().int().min(0).optional().describe('Send at most this many paid jobs'),
  budget: z.number().min(0).optional().describe('Spend at most this many US dollars'),
  plan: z.string().optional().describe('Run only if the plan still has this hash'),
  wait: z.number().min(0).optional().describe('Seconds to wait for a backend that is away'),
  out: z.string().optional().describe('Folder for the outputs'),
  yes: z.boolean().optional().describe('Do not ask, whatever "confirmAbove" says'),
}

export const RUN_INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  ...SELECTION,
  fresh: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Re-roll as well: unapproved, all, or nodes. What an approved candidate was made from stays'),
  again: z.boolean().optional().describe('With --fresh: begin another round, even if one is not finished'),
  ...RUN_FLAGS,
})

export type RunInput = z.infer<typeof RUN_INPUT>

const FLAGS = z.object(RUN_FLAGS)

export type RunFlags = z.infer<typeof FLAGS>

/** What `run` takes. */
import { z } from 'zod'
import { SELECTION } from './selection.ts'

export const RUN_INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  ...SELECTION,
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
})

export type RunInput = z.infer<typeof RUN_INPUT>

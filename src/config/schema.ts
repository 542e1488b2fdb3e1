/** What a config file may hold, with defaults. Unknown fields are refused. */
import { z } from 'zod'
import { BACKENDS } from './backendSettings.ts'
import { WEB_ADDRESS } from './webAddress.ts'

const SECOND_MS = 1_000
const MEGABYTE = 1_000_000

/** What is longer fires at once: timers count to 2^31. */
const milliseconds = z.number().int().min(0).max(2_147_483_647)

export const CONFIG = z.strictObject({
  backend: z.string().default('glabs').describe('Name of the backend that generates.'),
  glabsUrl: WEB_ADDRESS.default('http://127.0.0.1:8765').describe('Where G-Labs answers.'),
  backends: BACKENDS.describe('Several instances, in place of the one address.'),
  concurrency: z.number().int().min(1).max(64).default(3).describe('Jobs at once.'),
  out: z.string().optional().describe('Folder of the outputs, relative to the config file.'),
  gates: z.enum(['auto', 'hold']).default('auto').describe('What a gate without an approved pick does.'),
  unknown: z
    .enum(['resubmit', 'hold'])
    .default('resubmit')
    .describe('What becomes of a job that may have been paid, where the service cannot tell.'),
  confirmAbove: z.number().int().min(0).optional().describe('Ask before more jobs than this are sent.'),
  prices: z
    .record(z.string(), z.number().min(0))
    .default({})
    .describe('US dollars a job, by model, or by "image" and "video".'),
  allowHosts: z.array(z.string()).default([]).describe('Private hosts that references may name.'),
  references: z
    .strictObject({
      allowOutside: z.boolean().default(false),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .default(50 * MEGABYTE),
      timeoutMs: milliseconds.default(30 * SECOND_MS),
    })
    .prefault({}),
  media: z
    .strictObject({
      maxBytes: z
        .number()
        .int()
        .min(1)
        .default(2_000 * MEGABYTE),
      timeoutMs: milliseconds.default(300 * SECOND_MS),
    })
    .prefault({}),
  poll: z
    .strictObject({ minMs: milliseconds.default(100), maxMs: milliseconds.default(4 * SECOND_MS) })
    .prefault({}),
  retry: z
    .strictObject({
      baseMs: milliseconds.default(2 * SECOND_MS),
      coolDownMs: milliseconds.default(15 * SECOND_MS),
    })
    .prefault({}),
  broll: z
    .strictObject({
      imageModel: z.string().default('nano_banana_2'),
      videoModel: z.string().default('veo-3.1-fast-generate-preview'),
      aspectRatio: z.string().default('9:16'),
      resolution: z.string().default('2K'),
      videoResolution: z.string().default('720p'),
      durationSeconds: z.number().int().min(1).default(8),
      count: z.number().int().min(1).max(16).default(4),
      references: z.array(z.string()).default([]),
    })
    .prefault({}),
  mirror: z
    .strictObject({
      prefix: z
        .string()
        .regex(
          /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/,
          'it may hold letters, digits, ".", "-", "_", and "/" between them',
        )
        .default('retake'),
      concurrency: z.number().int().min(1).max(32).default(4),
      waitMs: milliseconds.default(30 * SECOND_MS),
    })
    .prefault({}),
  waitMs: milliseconds.default(120 * SECOND_MS).describe('How long to wait for a backend that dropped off.'),
})

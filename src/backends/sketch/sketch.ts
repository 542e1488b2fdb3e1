/** The backend `sketch`: draws every candidate on this machine, at once and for nothing. Same request, same bytes. */
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import type { Backend, BackendError, GenerationRequest, JobState, RequestInput } from '../backend.ts'
import { drawClip } from './drawClip.ts'
import type { Drawing } from './drawing.ts'
import { drawStill } from './drawStill.ts'

/** Does not throw but for an aborted signal; drawing needs neither network nor key. */
export function createSketchBackend(options: { name?: string } = {}): Backend {
  return {
    name: options.name ?? 'sketch',
    type: 'sketch',
    hasSeeds: true,
    suggestedConcurrency: 4,
    health: async () => ({ up: true }),
    normalise,
    supports: () => [],
    start: async (request, { signal }) => {
      signal.throwIfAborted()
      const state = await draw(request).catch(failed)
      signal.throwIfAborted()
      return state
    },
    check: async () => failed(new Error('a sketch is drawn at once and leaves nothing to ask for')),
  }
}

/** A drawing heeds no model, resolution or duration; the title is for people. */
function normalise(request: GenerationRequest): Readonly<Record<string, unknown>> {
  return {
    kind: request.kind,
    prompt: request.prompt,
    aspectRatio: aspectRatioOf(request),
    inputs: request.inputs.map(({ role, media }) => ({ role, sha256: media.sha256 })),
  }
}

async function draw(request: GenerationRequest): Promise<JobState> {
  const { seed, take, slot } = request.chance
  const drawing: Drawing = {
    title: request.title,
    prompt: request.prompt,
    seed: mixedSeed(request),
    aspectRatio: aspectRatioOf(request),
    references: await bytesOf(request.inputs.filter(({ role }) => role === 'reference')),
    variant: (take - 1) * 4 + slot,
    badge: String(slot),
    note: `take ${take} · slot ${slot} · seed ${seed}`,
  }
  const bytes = request.kind === 'video' ? await clip(request, drawing) : await drawStill(drawing)
  return { status: 'done', media: [{ bytes }], seed, costUsd: 0, warnings: [] }
}

async function clip(request: GenerationRequest, drawing: Drawing): Promise<Uint8Array> {
  const [startFrame] = await bytesOf(request.inputs.filter(({ role }) => role === 'start frame'))
  const [endFrame] = await bytesOf(request.inputs.filter(({ role }) => role === 'end frame'))
  return drawClip({ ...drawing, ...(startFrame && { startFrame }), ...(endFrame && { endFrame }) })
}

function bytesOf(inputs: readonly RequestInput[]): Promise<Uint8Array[]> {
  return Promise.all(inputs.map(({ media }) => buffer(media.open())))
}

function aspectRatioOf({ parameters }: GenerationRequest): string {
  const { aspectRatio } = parameters
  return typeof aspectRatio === 'string' && aspectRatio !== '' ? aspectRatio : '9:16'
}

/** Every take and slot arranges anew, even where seeds repeat. */
function mixedSeed({ chance }: GenerationRequest): number {
  const digest = createHash('sha256').update(`${chance.seed}:${chance.take}:${chance.slot}`).digest()
  return digest.readUInt32LE(0)
}

function failed(cause: unknown): JobState {
  const message = `could not draw: ${cause instanceof Error ? cause.message : String(cause)}`
  const error: BackendError = { errorType: 'api_error', message, retryable: false }
  return { status: 'failed', error }
}

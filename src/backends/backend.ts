/**
 * What generates: one interface, one folder or file per service. A backend sends once and answers once;
 * waiting, retries, deadlines and money are the engine's.
 */
import type { FailureType } from '../errors.ts'

export type MediaKind = 'image' | 'video'

/** An input medium. `sha256` is what a recipe sees; `open` streams the bytes and may be called more than once. */
export interface RequestMedia {
  readonly sha256: string
  open(): ReadableStream<Uint8Array>
}

/** One input in slot order. `role` is the wiring's word for the slot: `reference`, `start frame` or `end frame`. */
export interface RequestInput {
  readonly role: 'reference' | 'start frame' | 'end frame'
  readonly media: RequestMedia
}

/** What chance decides. Never part of a recipe; a backend without seeds ignores `seed`. */
export interface Chance {
  /** 32-bit unsigned. */
  readonly seed: number
  /** From 1. */
  readonly take: number
  /** From 1. */
  readonly slot: number
}

/** One paid request: one slot of one take. */
export interface GenerationRequest {
  readonly kind: MediaKind
  /** For people only (a drawing may show it); never part of a recipe. */
  readonly title: string
  readonly prompt: string
  /** The node's own properties, as they stand in the file. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly inputs: readonly RequestInput[]
  readonly chance: Chance
}

/** Something worth saying that stops nothing: an ignored seed, a fourth reference. */
export interface Warning {
  readonly code: string
  readonly message: string
  /** The node property or input it is about. */
  readonly field?: string
}

/** The request can never work as it is; nothing is sent. */
export interface Refusal {
  readonly refused: true
  readonly code: string
  readonly errorType: FailureType
  readonly field?: string
  readonly message: string
  readonly mend: string
}

/** A failure as the service told it. `message` keeps the service's own words in full. */
export interface BackendError {
  readonly errorType: FailureType
  readonly message: string
  /** Whether the same request, sent again, may work. */
  readonly retryable: boolean
  readonly rateLimited?: boolean
  readonly retryAfterMs?: number
  /** The service may have accepted (and charged) the request although it could not be told so. */
  readonly mayHaveBeenPaid?: boolean
  /** Every further job would be refused alike: a wrong key, a plan without access. */
  readonly stopsAll?: boolean
  /** It says nothing about the job: its handle is good, and can be asked again later. */
  readonly keepHandle?: boolean
}

/** Plain JSON that finds the job again in another process. */
export type JobHandle = { readonly [key: string]: string | number | boolean | null }

/** Where a result is to be had. A `url` is downloaded with `headers`, `bytes` are taken as they are. */
export type RemoteMedia =
  | { readonly url: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly bytes: Uint8Array }

export type JobState =
  | { readonly status: 'running'; readonly handle: JobHandle }
  | {
      readonly status: 'done'
      readonly media: readonly RemoteMedia[]
      readonly seed?: number
      readonly costUsd?: number
      readonly warnings: readonly Warning[]
    }
  | { readonly status: 'failed'; readonly error: BackendError }

export type Health =
  | { readonly up: true; readonly version?: string; readonly pending?: number; readonly running?: number }
  | { readonly up: false; readonly message: string; readonly next: string }

/** Whether the service lets these settings (a key, a plan) use it. */
export type Access =
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly message: string; readonly next: string }

/** What a result should measure. Absent where the service promises nothing. */
export interface Expectation {
  /** Width ÷ height. */
  readonly aspectRatio?: number
  /** Clips only. */
  readonly durationMs?: number
}

/** A job that was about to be sent when the process died. Times in Unix milliseconds. */
export interface OpenIntent {
  readonly id: string
  readonly recipe: string
  readonly prompt: string
  readonly kind: MediaKind
  readonly intendedAt: number
}

/** A job without a handle that is not asked about, and whose task may be in the service's list all the same. */
export interface OtherIntent extends OpenIntent {
  /** When it was given up as perhaps paid; null: another process is sending it at this moment. */
  readonly givenUpAt: number | null
}

/** What the store knows of the jobs at a backend. */
export interface Sent {
  /** To be answered for. */
  readonly open: readonly OpenIntent[]
  readonly others: readonly OtherIntent[]
  readonly known: readonly JobHandle[]
}

export type Found =
  | { readonly status: 'found'; readonly handle: JobHandle }
  | { readonly status: 'absent' }
  | { readonly status: 'unknown' }

export interface Backend {
  /** The configured instance: `desktop-2`. Handles belong to it. */
  readonly name: string
  /** The service: part of every recipe. */
  readonly type: string
  /** Whether the same seed gives the same picture. */
  readonly hasSeeds: boolean
  /** More jobs at once than this make the service fail more; a larger setting is warned about. */
  readonly suggestedConcurrency: number
  health(signal: AbortSignal): Promise<Health>
  /** Asks something that needs what a paid request needs, and costs nothing. Absent where nothing is needed. */
  access?(signal: AbortSignal): Promise<Access>
  /** The request as it would be sent, without chance and with each medium by its `sha256`: the text of a recipe. */
  normalise(request: GenerationRequest): Readonly<Record<string, unknown>>
  /** The models it has, by the names that a workflow may use. Absent where it has only one. */
  models?(kind: MediaKind): readonly string[]
  /** What its result should measure: a deviation is told, never refused. */
  expects?(request: GenerationRequest): Expectation
  /** What is wrong with a request, before anything is spent. Reads no media. */
  supports(request: GenerationRequest): readonly Warning[] | Refusal
  /** Sends one paid request, exactly once. Failures are values; only an aborted `signal` throws. */
  start(
    request: GenerationRequest,
    options: { idempotencyKey: string; signal: AbortSignal },
  ): Promise<JobState>
  check(handle: JobHandle, options: { signal: AbortSignal }): Promise<JobState>
  /**
   * After a crash, for all open intents at once. Null when the service could not be asked.
   * @param readSent to be called after the service has told what it has: whatever that is, its intent is on disk by then
   */
  find?(readSent: () => Promise<Sent>, signal: AbortSignal): Promise<Map<string, Found> | null>
  cancel?(handle: JobHandle): Promise<void>
}

export function isRefusal(answer: readonly Warning[] | Refusal): answer is Refusal {
  return 'refused' in answer
}

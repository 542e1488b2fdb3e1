/**
 * Sends what it is offered to the mirror, several at once, while other work goes on. What fails in passing is repeated
 * with growing pauses, for all uploads together; nobody waits for it but `drain`.
 */
import { MirrorFailure } from './mirrorFailure.ts'
import type { MirrorObject, MirrorTarget, PutOptions } from './mirrorTarget.ts'

export interface Mirroring {
  /** Takes it on, once per content; returns at once. */
  offer(object: MirrorObject): void
  /** Nothing more is offered: resolves when all is there or given up. */
  drain(): Promise<MirrorEnd>
  /** How many are offered and neither there nor given up. */
  left(): number
  /** Gives all up at once. */
  stop(reason: string): void
}

export interface MirrorEnd {
  /** Uploaded by this process. */
  readonly uploaded: number
  readonly sentBytes: number
  /** It was there already, and is known now. */
  readonly found: number
  /** What is not there, and why. */
  readonly failed: readonly { readonly object: MirrorObject; readonly reason: string }[]
  /** Why nothing can be uploaded there, or null. */
  readonly refusal: string | null
}

export interface MirroringOptions {
  readonly target: MirrorTarget
  readonly uploads: PutOptions['uploads']
  /** On disk before the object counts as mirrored. */
  remember(object: MirrorObject, url: string): Promise<void>
  /** Done once, before the first upload. */
  prepare(signal: AbortSignal): Promise<void>
  readonly atOnce: number
  /** First pause; each further one is twice as long, up to the last. */
  readonly pauseMs: number
  readonly longestPauseMs: number
  /** How long `drain` goes on repeating while nothing arrives. */
  readonly waitMs: number
  readonly signal: AbortSignal
  /** The first failure after a success; `isRefused`: nothing can be uploaded there at all. */
  onTrouble(reason: string, isRefused: boolean): void
}

export function openMirroring(options: MirroringOptions): Mirroring {
  const sending = newSending(options)
  const stopped = () => giveUp(sending, 'the command was stopped')
  if (options.signal.aborted) stopped()
  else options.signal.addEventListener('abort', stopped)
  return {
    offer: (object) => {
      if (sending.known.has(object.sha256)) return
      sending.known.add(object.sha256)
      sending.waiting.push(object)
      turn(sending)
    },
    drain: () => drain(sending),
    left: () => sending.waiting.length + sending.active,
    stop: (reason) => giveUp(sending, reason),
  }
}

interface Sending extends MirroringOptions {
  /** By content: what was ever offered. */
  readonly known: Set<string>
  readonly waiting: MirrorObject[]
  readonly failed: Map<MirrorObject, string>
  readonly stopped: AbortController
  uploaded: number
  sentBytes: number
  found: number
  active: number
  /** In a row, over all uploads. */
  failures: number
  pausedUntil: number
  timer: NodeJS.Timeout | null
  refusal: string | null
  /** What is told of those that are given up. */
  lastTrouble: string
  prepared: Promise<void> | null
  lastProgress: number
  /** How far each came: what is sent once more is no progress. */
  readonly furthest: WeakMap<MirrorObject, number>
  /** Somebody waits for the end. */
  drained: (() => void) | null
  /** What went wrong on our own side: the store, or a mistake. */
  broken: { readonly error: unknown } | null
}

function newSending(options: MirroringOptions): Sending {
  return {
    ...options,
    known: new Set(),
    waiting: [],
    failed: new Map(),
    stopped: new AbortController(),
    uploaded: 0,
    sentBytes: 0,
    found: 0,
    active: 0,
    failures: 0,
    pausedUntil: 0,
    timer: null,
    refusal: null,
    lastTrouble: 'it did not answer in time',
    prepared: null,
    lastProgress: 0,
    furthest: new WeakMap(),
    drained: null,
    broken: null,
  }
}

const LOOK_EVERY_MS = 100

async function drain(sending: Sending): Promise<MirrorEnd> {
  sending.lastProgress = performance.now()
  const watch = setInterval(() => {
    // What is under way ends by itself: a line without a byte is cut by the target.
    if (sending.active > 0) return
    const silentMs = performance.now() - sending.lastProgress
    if (silentMs > sending.waitMs) giveUp(sending, sending.lastTrouble)
  }, LOOK_EVERY_MS)
  await new Promise<void>((resolve) => {
    sending.drained = resolve
    turn(sending)
  })
  clearInterval(watch)
  if (sending.broken !== null) throw sending.broken.error
  const { uploaded, sentBytes, found, refusal } = sending
  const failed = [...sending.failed].map(([object, reason]) => ({ object, reason }))
  return { uploaded, sentBytes, found, failed, refusal }
}

/** Starts what may start; tells when nothing is left. */
function turn(sending: Sending): void {
  const { waiting, failed, stopped, atOnce } = sending
  if (sending.timer !== null) return
  if (sending.refusal !== null || stopped.signal.aborted) {
    for (const object of waiting.splice(0)) failed.set(object, sending.refusal ?? sending.lastTrouble)
  }
  const leftMs = sending.pausedUntil - performance.now()
  if (leftMs > 0 && waiting.length > 0) {
    sending.timer = setTimeout(() => {
      sending.timer = null
      turn(sending)
    }, leftMs)
    return
  }
  // After a failure one goes ahead: a service that is down need not be asked by all at once.
  const most = sending.failures > 0 ? 1 : atOnce
  while (sending.active < most && waiting.length > 0) start(sending, waiting.shift()!)
  if (sending.active === 0 && waiting.length === 0) sending.drained?.()
}

function start(sending: Sending, object: MirrorObject): void {
  sending.active += 1
  upload(sending, object)
    .catch((error: unknown) => failedUpload(sending, object, error))
    .finally(() => {
      sending.active -= 1
      turn(sending)
    })
}

async function upload(sending: Sending, object: MirrorObject): Promise<void> {
  const { target, uploads, stopped } = sending
  const { signal } = stopped
  sending.prepared ??= sending.prepare(signal)
  try {
    await sending.prepared
  } catch (error) {
    sending.prepared = null
    throw error
  }
  let arrived = 0
  const onProgress = () => {
    arrived += 1
    if (arrived <= (sending.furthest.get(object) ?? 0)) return
    sending.furthest.set(object, arrived)
    sending.lastProgress = performance.now()
  }
  const { url, sentBytes } = await target.put(object, { signal, uploads, onProgress })
  await sending.remember(object, url)
  sending.lastProgress = performance.now()
  sending.failures = 0
  sending.sentBytes += sentBytes
  if (sentBytes > 0) sending.uploaded += 1
  else sending.found += 1
}

function failedUpload(sending: Sending, object: MirrorObject, error: unknown): void {
  const { stopped, failed, onTrouble } = sending
  const reason = error instanceof Error ? error.message : String(error)
  if (!(error instanceof MirrorFailure)) {
    sending.broken ??= { error }
    giveUp(sending, reason)
  } else if (error.scope === 'passing' && !stopped.signal.aborted) {
    sending.waiting.push(object)
    repeatLater(sending, error)
    return
  } else if (error.scope === 'target' && sending.refusal === null) {
    sending.refusal = reason
    onTrouble(reason, true)
  }
  failed.set(object, stopped.signal.aborted ? sending.lastTrouble : reason)
}

function repeatLater(sending: Sending, { message, retryAfterMs }: MirrorFailure): void {
  const { pauseMs, longestPauseMs, failures } = sending
  if (failures === 0) sending.onTrouble(message, false)
  sending.lastTrouble = message
  const now = performance.now()
  const asked = now + (retryAfterMs ?? 0)
  // Those that were under way together fail together: that is one failure.
  if (now < sending.pausedUntil) {
    sending.pausedUntil = Math.max(sending.pausedUntil, asked)
    return
  }
  const grown = Math.min(longestPauseMs, pauseMs * 2 ** failures)
  const spread = grown * (0.75 + Math.random() / 2)
  sending.failures += 1
  sending.pausedUntil = Math.max(now + spread, asked)
}

function giveUp(sending: Sending, reason: string): void {
  if (sending.stopped.signal.aborted) return
  sending.lastTrouble = reason
  sending.stopped.abort()
  if (sending.timer !== null) clearTimeout(sending.timer)
  sending.timer = null
  sending.pausedUntil = 0
  turn(sending)
}

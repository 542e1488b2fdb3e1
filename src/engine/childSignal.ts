/** Signals of one job, under that of the run: what waits on one is let go with the job, not with the run. */

/** With a deadline it is aborted by then: Node 20 loses an `AbortSignal.timeout` that nothing else holds. */
export async function withChildSignal<Result>(
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
  deadlineMs?: number,
): Promise<Result> {
  const controller = new AbortController()
  const abort = () => controller.abort(parent.reason)
  if (parent.aborted) abort()
  parent.addEventListener('abort', abort)
  const timer = deadlineMs === undefined ? undefined : setTimeout(() => controller.abort(), deadlineMs)
  try {
    return await work(controller.signal)
  } finally {
    parent.removeEventListener('abort', abort)
    clearTimeout(timer)
  }
}

/** A signal that outlives its parent by a grace: what has begun is let end, unless it takes too long. */
export async function withLateSignal<Result>(
  parent: AbortSignal,
  graceMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const count = () => {
    timer = setTimeout(() => controller.abort(parent.reason), graceMs)
  }
  if (parent.aborted) count()
  parent.addEventListener('abort', count, { once: true })
  try {
    return await work(controller.signal)
  } finally {
    parent.removeEventListener('abort', count)
    clearTimeout(timer)
  }
}

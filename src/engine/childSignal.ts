/**
 * A signal of one job, under that of the run: what waits on it is let go with the job, not with the run. With a deadline
 * it is aborted by then: Node 20 loses an `AbortSignal.timeout` that nothing else holds.
 */
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

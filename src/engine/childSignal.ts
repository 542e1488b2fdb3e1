/** A signal of one job, under that of the run: what waits on it is let go with the job, not with the run. */
export async function withChildSignal<Result>(
  parent: AbortSignal,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController()
  const abort = () => controller.abort(parent.reason)
  if (parent.aborted) abort()
  parent.addEventListener('abort', abort)
  try {
    return await work(controller.signal)
  } finally {
    parent.removeEventListener('abort', abort)
  }
}

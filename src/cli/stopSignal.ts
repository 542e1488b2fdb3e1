/** Ctrl-C once: stop sending, keep handles, write what is there. Twice: leave now. */

export function stopSignal(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nStopping; what is under way is kept. Ctrl-C again leaves at once.\n')
    controller.abort()
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of signals) process.on(name, stop)
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of signals) process.off(name, stop)
    },
  }
}

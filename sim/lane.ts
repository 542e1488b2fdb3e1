/** Runs jobs in their order, at most `width` at once. */

export interface Lane {
  /** `job` never rejects. */
  add(job: () => Promise<void>): void
  /** Starts no further job. */
  close(): void
}

export function createLane(width: number): Lane {
  const waiting: (() => Promise<void>)[] = []
  let running = 0
  let open = true
  const advance = () => {
    while (open && running < width) {
      const job = waiting.shift()
      if (job === undefined) return
      running += 1
      void job().then(() => {
        running -= 1
        advance()
      })
    }
  }
  return {
    add: (job) => {
      waiting.push(job)
      advance()
    },
    close: () => {
      open = false
    },
  }
}

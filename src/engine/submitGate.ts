/** Keeps look-ups and submits apart: no submit that a look-up could mistake for an older one is in flight meanwhile. */

export interface SubmitGate {
  submit<Result>(work: () => Promise<Result>): Promise<Result>
  lookUp<Result>(work: () => Promise<Result>): Promise<Result>
}

export function submitGate(): SubmitGate {
  const inFlight = new Set<Promise<unknown>>()
  let lookUps: Promise<unknown> = Promise.resolve()
  let waitingLookUps = 0
  return {
    submit: async (work) => {
      while (waitingLookUps > 0) await lookUps
      const running = work()
      const settled = running.then(
        () => {},
        () => {},
      )
      inFlight.add(settled)
      try {
        return await running
      } finally {
        inFlight.delete(settled)
      }
    },
    lookUp: (work) => {
      waitingLookUps += 1
      const result = lookUps.then(() => Promise.all(inFlight)).then(work)
      lookUps = result
        .then(
          () => {},
          () => {},
        )
        .finally(() => {
          waitingLookUps -= 1
        })
      return result
    },
  }
}

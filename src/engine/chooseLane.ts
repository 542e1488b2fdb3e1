/** Which of several lanes gets the next job: the one with the smallest share of its width in use; of equals, the first. */

interface Load {
  readonly active: number
  readonly concurrency: number
}

/** @param lanes those that may begin a job at all; null where each is full */
export function chooseLane<Of extends Load>(lanes: readonly Of[]): Of | null {
  let chosen: Of | null = null
  for (const lane of lanes) {
    if (lane.active >= lane.concurrency) continue
    // Shares are compared without dividing: 1/3 and 2/6 are equal.
    if (chosen === null || lane.active * chosen.concurrency < chosen.active * lane.concurrency) chosen = lane
  }
  return chosen
}

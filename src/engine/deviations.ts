/** How a result differs from what was asked for: it was paid for, so it is kept, and told. */
import type { Expectation } from '../backends/backend.ts'
import type { MediaFacts } from '../media/identify.ts'

const RATIO_TOLERANCE = 0.03
const DURATION_TOLERANCE_MS = 600

export function deviations(expected: Expectation, { width, height, durationMs }: MediaFacts): string[] {
  const found: string[] = []
  const { aspectRatio } = expected
  if (aspectRatio !== undefined && Math.abs(width / height / aspectRatio - 1) > RATIO_TOLERANCE) {
    found.push(`It is ${width} × ${height}, which is not the ratio that was asked for.`)
  }
  const wanted = expected.durationMs
  if (wanted !== undefined && durationMs !== null && Math.abs(durationMs - wanted) > DURATION_TOLERANCE_MS) {
    found.push(`It is ${durationMs / 1000} s long, not ${wanted / 1000} s.`)
  }
  return found
}

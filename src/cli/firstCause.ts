/** Where an error began: the innermost of the causes that it carries along. */

/** The error itself where it has no cause. */
export function firstCause(error: unknown): unknown {
  const seen = new Set<unknown>()
  let at = error
  while (at instanceof Error && !seen.has(at)) {
    seen.add(at)
    // Of several at once (all addresses of a host, say) the first stands for the others.
    const inner = at instanceof AggregateError && at.errors.length > 0 ? at.errors[0] : at.cause
    if (inner === undefined || inner === null) break
    at = inner
  }
  return at
}

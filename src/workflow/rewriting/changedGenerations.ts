/** Which generations an edit of a document changes by itself: their prompt or their parameters. */
import { type JsonValue, sameJson } from '../json.ts'
import type { Generation, Wiring } from '../model.ts'

/** As they are after the edit, in document order. What follows from other candidates of their inputs is no change. */
export function changedGenerations(before: Wiring, after: Wiring): Generation[] {
  const former = new Map(before.generations.map((generation) => [generation.key, generation]))
  return after.generations.filter((generation) => {
    const was = former.get(generation.key)
    return was === undefined || was.prompt !== generation.prompt || !sameParameters(was, generation)
  })
}

function sameParameters(left: Generation, right: Generation): boolean {
  // They are read from JSON.
  return sameJson(left.parameters as JsonValue, right.parameters as JsonValue)
}

/** Which fields of two normalised requests differ: what made one recipe into another. */

export interface Difference {
  /** Dotted path: `prompt`, `reference_images.0`. */
  readonly field: string
  /** Undefined where the field was not there. */
  readonly before: unknown
  readonly after: unknown
}

/** Both are plain JSON. Fields in the order of the newer request, then those that are gone. */
export function differences(before: unknown, after: unknown): Difference[] {
  const older = leaves(before)
  const newer = leaves(after)
  const fields = new Set([...newer.keys(), ...older.keys()])
  return [...fields].flatMap((field) => {
    const pair = { field, before: older.get(field), after: newer.get(field) }
    return pair.before === pair.after ? [] : [pair]
  })
}

/** Every value that is no object and no list, by its path. */
function leaves(root: unknown): Map<string, unknown> {
  const found = new Map<string, unknown>()
  const open: { path: string; value: unknown }[] = [{ path: '', value: root }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value } = next
    if (value === null || typeof value !== 'object') found.set(path, value)
    else {
      const members = Object.entries(value).map(([key, inner]) => ({
        path: path === '' ? key : `${path}.${key}`,
        value: inner,
      }))
      open.push(...members.reverse())
    }
  }
  return found
}

/** Many edits as one tree along their paths, so that one walk over the text meets them all. */
import { isJsonArray, isJsonObject, type JsonPath, type JsonValue } from '../json.ts'

/** What happens at a place: a new value (`undefined` removes it), or edits further in. */
export type EditStep = { readonly kind: 'set'; readonly value: JsonValue | undefined } | EditBranch

export interface EditBranch {
  readonly kind: 'branch'
  readonly steps: Map<string | number, EditStep>
}

export function newEditTree(): EditBranch {
  return { kind: 'branch', steps: new Map() }
}

/** A later edit of the same place, or around it, wins; one further in changes what was set before. */
export function plantEdit(root: EditBranch, path: JsonPath, value: JsonValue | undefined): void {
  let branch = root
  for (const [depth, key] of path.entries()) {
    const step = branch.steps.get(key)
    if (depth === path.length - 1) {
      branch.steps.set(key, { kind: 'set', value })
    } else if (step?.kind === 'set') {
      branch.steps.set(key, { kind: 'set', value: withValue(step.value, path.slice(depth + 1), value) })
      return
    } else {
      const next = step ?? newEditTree()
      branch.steps.set(key, next)
      branch = next
    }
  }
}

/** The value that a branch makes where nothing stood yet, or undefined when it only removes. */
export function valueOfStep(step: EditStep): JsonValue | undefined {
  if (step.kind === 'set') return step.value
  let value: JsonValue | undefined
  for (const [key, inner] of step.steps) value = withValue(value, [key], valueOfStep(inner))
  return value
}

function withValue(
  target: JsonValue | undefined,
  path: JsonPath,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const [key, ...rest] = path
  if (key === undefined) return value
  if (typeof key === 'number') return withItem(isJsonArray(target) ? target : undefined, key, rest, value)
  const entries = new Map(isJsonObject(target) ? Object.entries(target) : [])
  const inner = withValue(entries.get(key), rest, value)
  if (inner === undefined) entries.delete(key)
  else entries.set(key, inner)
  return inner === undefined && !isJsonObject(target) ? target : Object.fromEntries(entries)
}

function withItem(
  target: readonly JsonValue[] | undefined,
  index: number,
  rest: JsonPath,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const inner = withValue(target?.[index], rest, value)
  if (inner === undefined) return target?.filter((_, at) => at !== index)
  const length = Math.max(target?.length ?? 0, index + 1)
  return Array.from({ length }, (_, at) => (at === index ? inner : (target?.[at] ?? null)))
}

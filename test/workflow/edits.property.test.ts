import fc from 'fast-check'
import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser'
import { expect, test } from 'vitest'
import { readDocument } from '../../src/workflow/document.ts'
import { applyEdits, type Edit } from '../../src/workflow/edits.ts'
import {
  isJsonArray,
  isJsonObject,
  type JsonPath,
  type JsonValue,
  sameJson,
} from '../../src/workflow/json.ts'

const space = fc.constantFrom('', '', ' ', '\n  ', '\r\n\t\t', '   ', '\n\n')
const number = fc.constantFrom('0', '-0', '1.50', '1e3', '7.0', '12345678901234567890', '-2E-3', '3')
const word = fc.constantFrom(
  '""',
  '"a"',
  '"\\u0061\\ud83d"',
  '"é\\\\"',
  '"{\\"x\\": [1, 2]}"',
  '"\\/,]}"',
  '"😀"',
)
const key = fc.constantFrom('"a"', '"b"', '"\\u0063"', '"10"', '"2"', '"__proto__"', '"x y"', '"\\"{"', '""')

/** JSON as text, in any spelling and layout, equal keys included. */
const { spelled } = fc.letrec<{ spelled: string; list: string; object: string }>((tie) => ({
  spelled: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    number,
    word,
    fc.constantFrom('true', 'null'),
    tie('object'),
    tie('list'),
  ),
  list: fc
    .tuple(fc.array(fc.tuple(space, tie('spelled'), space), { maxLength: 4 }), space)
    .map(([items, empty]) =>
      items.length === 0 ? `[${empty}]` : `[${items.map((item) => item.join('')).join(',')}]`,
    ),
  object: fc
    .tuple(fc.array(fc.tuple(space, key, space, space, tie('spelled'), space), { maxLength: 5 }), space)
    .map(([members, empty]) => {
      const texts = members.map(([lead, name, before, after, value, tail]) => {
        return `${lead}${name}${before}:${after}${value}${tail}`
      })
      return texts.length === 0 ? `{${empty}}` : `{${texts.join(',')}}`
    }),
}))

const fileText = fc
  .tuple(fc.boolean(), space, spelled, space)
  .map(
    ([hasBom, lead, value, tail]) =>
      `${hasBom ? '\ufeff' : ''}{${lead}"tabs":[{"graphData":{}}],"t": ${value}${lead}}${tail}`,
  )

const newValue = fc.jsonValue({ maxDepth: 2 }).map((value): JsonValue => JSON.parse(JSON.stringify(value)))

function read(text: string) {
  return readDocument(new TextEncoder().encode(text), 'a.nbflow')
}

function write(text: string, edits: readonly Edit[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(applyEdits(read(text), edits))
}

/** Every place that could be set: what is there, and one new key or item per container. */
function placesIn(value: JsonValue, path: JsonPath): JsonPath[] {
  if (isJsonArray(value)) {
    return [
      path,
      [...path, value.length],
      ...value.flatMap((item, index) => placesIn(item, [...path, index])),
    ]
  }
  if (!isJsonObject(value)) return value === null ? [path, [...path, 'n', 'm']] : [path]
  const added = [
    [...path, 'new'],
    [...path, 'other', 'deep'],
  ]
  return [path, ...added, ...Object.entries(value).flatMap(([name, item]) => placesIn(item, [...path, name]))]
}

function isWithin(path: JsonPath, outer: JsonPath): boolean {
  return outer.every((step, index) => path[index] === step)
}

/** A file and edits of it, none inside another. List items are not removed, so that paths stay the same. */
const fileWithEdits = fileText.chain((text) => {
  const places = placesIn(read(text).value.t ?? null, ['t'])
  const edit = fc
    .tuple(fc.nat(places.length - 1), fc.option(newValue, { freq: 3, nil: undefined }))
    .map(([place, value]): Edit => ({ path: places[place] ?? ['t'], value }))
    .filter(({ path, value }) => value !== undefined || typeof path.at(-1) === 'string')
  return fc.tuple(fc.constant(text), fc.array(edit, { maxLength: 6 }).map(withoutOverlaps))
})

function withoutOverlaps(edits: readonly Edit[]): Edit[] {
  const chosen: Edit[] = []
  for (const edit of edits) {
    const overlaps = chosen.some(({ path }) => isWithin(path, edit.path) || isWithin(edit.path, path))
    if (!overlaps) chosen.push(edit)
  }
  return chosen
}

/** What the edits mean, on values. */
function withEdit(
  target: JsonValue | undefined,
  path: JsonPath,
  value: JsonValue | undefined,
): JsonValue | undefined {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (typeof step === 'number') {
    const items = isJsonArray(target) ? [...target] : []
    items[step] = withEdit(items[step], rest, value) ?? null
    return items
  }
  const entries = new Map(isJsonObject(target) ? Object.entries(target) : [])
  const inner = withEdit(entries.get(step), rest, value)
  if (inner === undefined) entries.delete(step)
  else entries.set(step, inner)
  return inner === undefined && !isJsonObject(target) ? target : Object.fromEntries(entries)
}

/** Offset and text of what stands at a path, by another reader. */
function spanAt(text: string, path: JsonPath): { start: number; raw: string } | null {
  const mark = text.startsWith('\ufeff') ? 1 : 0
  const root = parseTree(text.slice(mark))
  const node: Node | undefined = root && findNodeAtLocation(root, [...path])
  if (!node) return null
  const start = node.offset + mark
  return { start, raw: text.slice(start, start + node.length) }
}

function hasEqualKeys(text: string): boolean {
  const keys: string[] = []
  const visit = (node: Node, path: string): void => {
    if (node.type === 'property') keys.push(`${path}/${JSON.stringify(node.children?.[0]?.value)}`)
    for (const [index, child] of (node.children ?? []).entries()) {
      const step =
        node.type === 'property'
          ? JSON.stringify(node.children?.[0]?.value)
          : node.type === 'array'
            ? index
            : ''
      visit(child, `${path}/${step}`)
    }
  }
  const root = parseTree(text.replace(/^\ufeff/, ''))
  if (root) visit(root, '')
  return new Set(keys).size < keys.length
}

test('without edits any file comes back byte for byte', () => {
  fc.assert(
    fc.property(fileText, (text) => {
      expect(write(text, [])).toBe(text)
    }),
  )
})

test('the edited file says what the edits mean', () => {
  fc.assert(
    fc.property(fileWithEdits, ([text, edits]) => {
      const result = read(write(text, edits)).value
      let expected: JsonValue = read(text).value
      for (const { path, value } of edits) expected = withEdit(expected, path, value) ?? null
      if (!sameJson(result, expected)) expect(result).toEqual(expected)
    }),
    { numRuns: 2000 },
  )
})

test('edits made twice, or that say what is there, change nothing', () => {
  fc.assert(
    fc.property(fileWithEdits, ([text, edits]) => {
      const once = write(text, edits)
      const shrinking = edits.some(({ path }) => typeof path.at(-1) === 'number')
      if (!shrinking) expect(write(once, edits)).toBe(once)
      const root = read(text).value
      const same = placesIn(root.t ?? null, ['t']).flatMap((path): Edit[] => {
        const value = path.reduce<JsonValue | undefined>((inner, step) => {
          if (isJsonArray(inner)) return inner[Number(step)]
          return isJsonObject(inner) && Object.hasOwn(inner, step) ? inner[step] : undefined
        }, root)
        return value === undefined ? [] : [{ path, value }]
      })
      expect(write(text, same)).toBe(text)
    }),
  )
})

test('everything that no edit touches keeps its spelling', () => {
  fc.assert(
    fc.property(
      fileWithEdits.filter(([text]) => !hasEqualKeys(text)),
      ([text, edits]) => {
        const result = write(text, edits)
        expect(result.startsWith('\ufeff')).toBe(text.startsWith('\ufeff'))
        expect(/\s*$/.exec(result)?.[0]).toBe(/\s*$/.exec(text)?.[0])
        for (const path of placesIn(read(text).value.t ?? null, ['t'])) {
          if (edits.some((edit) => isWithin(path, edit.path) || isWithin(edit.path, path))) continue
          expect(spanAt(result, path)?.raw, path.join('.')).toBe(spanAt(text, path)?.raw)
        }
      },
    ),
    { numRuns: 500 },
  )
})

test('replacing one value changes nothing before and nothing behind it', () => {
  fc.assert(
    fc.property(fileWithEdits, fc.integer(), ([text, edits], value) => {
      const [edit] = edits
      const span = edit && !hasEqualKeys(text) ? spanAt(text, edit.path) : null
      if (edit === undefined || span === null || sameJson(JSON.parse(span.raw), value)) return
      const behind = text.slice(span.start + span.raw.length)
      expect(write(text, [{ path: edit.path, value }])).toBe(
        text.slice(0, span.start) + String(value) + behind,
      )
    }),
  )
})

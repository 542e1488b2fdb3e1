/** Changes a JSON tree at places that chance picks: other types, what is gone, what is twice, what leads elsewhere. */
import { hostileKey, hostileValue } from './hostileJson.ts'
import type { Random } from './random.ts'

type Container = Record<string, unknown> | unknown[]

/** A changed copy. */
export function mutateTree(value: unknown, random: Random): unknown {
  const root: { value: unknown } = { value: structuredClone(value) }
  const count = 1 + random.below(random.oneIn(4) ? 20 : 4)
  for (let at = 0; at < count; at += 1) {
    const holders = containersIn(root)
    const mutate = random.pick(MUTATIONS)
    mutate(random.pick(holders), random, holders)
  }
  return root.value ?? null
}

type Mutation = (holder: Container, random: Random, all: readonly Container[]) => void

const MUTATIONS: readonly Mutation[] = [
  replaceOne,
  replaceOne,
  replaceOne,
  dropOne,
  nudgeOne,
  nudgeOne,
  copyFromElsewhere,
  swapWithElsewhere,
  repeatOne,
  renameOne,
  addOne,
  shuffle,
]

/** Lists and objects, as they stand: a bounded number of them, so that large files are no slower. */
function containersIn(root: object): Container[] {
  const found: Container[] = []
  const open: unknown[] = [root]
  for (let at = 0; at < open.length && found.length < 20_000; at += 1) {
    const value = open[at]
    if (typeof value !== 'object' || value === null) continue
    found.push(value as Container)
    for (const inner of Object.values(value)) open.push(inner)
  }
  return found
}

function keyIn(holder: Container, random: Random): string | null {
  const keys = Object.keys(holder)
  return keys.length === 0 ? null : random.pick(keys)
}

function read(holder: Container, key: string): unknown {
  return (holder as Record<string, unknown>)[key]
}

function write(holder: Container, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true })
}

function replaceOne(holder: Container, random: Random): void {
  const key = keyIn(holder, random)
  if (key !== null) write(holder, key, hostileValue(random))
}

function dropOne(holder: Container, random: Random): void {
  const key = keyIn(holder, random)
  if (key === null) return
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

/** Ids, slots and counts that are nearly right. */
function nudgeOne(holder: Container, random: Random): void {
  const key = keyIn(holder, random)
  if (key === null) return
  const value = read(holder, key)
  if (typeof value === 'number')
    write(holder, key, random.oneIn(3) ? String(value) : value + random.below(5) - 2)
  else if (typeof value === 'boolean') write(holder, key, !value)
  else if (typeof value === 'string') write(holder, key, nudged(value, random))
}

function nudged(text: string, random: Random): string {
  const at = random.below(text.length + 1)
  const piece = random.pick([
    '',
    '{a}',
    '"',
    '\\',
    '\u0000',
    '\ud800',
    '{',
    '}',
    'é',
    ' ',
    '\n',
    '0',
    '/',
    ':',
  ])
  return `${text.slice(0, at)}${piece}${text.slice(at + random.below(3))}`
}

function copyFromElsewhere(holder: Container, random: Random, all: readonly Container[]): void {
  const other = random.pick(all)
  const [key, from] = [keyIn(holder, random), keyIn(other, random)]
  if (key !== null && from !== null) write(holder, key, structuredClone(read(other, from)))
}

function swapWithElsewhere(holder: Container, random: Random, all: readonly Container[]): void {
  const other = random.pick(all)
  const [key, from] = [keyIn(holder, random), keyIn(other, random)]
  if (key === null || from === null) return
  // Copies, so that nothing comes to hold itself.
  const [one, two] = [structuredClone(read(holder, key)), structuredClone(read(other, from))]
  write(other, from, one)
  write(holder, key, two)
}

/** Once or a few times more: nodes and links that share their ids. */
function repeatOne(holder: Container, random: Random): void {
  const key = keyIn(holder, random)
  if (key === null || !Array.isArray(holder)) return
  const repeated = holder[Number(key)]
  const isSmall = (JSON.stringify(repeated)?.length ?? 0) < 10_000
  const times = isSmall && random.oneIn(20) ? 300 : 1 + random.below(3)
  for (let at = 0; at < times; at += 1) holder.push(structuredClone(repeated))
}

function renameOne(holder: Container, random: Random): void {
  const key = keyIn(holder, random)
  if (key === null || Array.isArray(holder)) return
  const value = holder[key]
  delete holder[key]
  write(holder, hostileKey(random), value)
}

function addOne(holder: Container, random: Random): void {
  if (Array.isArray(holder)) holder.splice(random.below(holder.length + 1), 0, hostileValue(random))
  else write(holder, hostileKey(random), hostileValue(random))
}

function shuffle(holder: Container, random: Random): void {
  if (!Array.isArray(holder)) return
  for (let at = holder.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1)
    ;[holder[at], holder[other]] = [holder[other], holder[at]]
  }
}

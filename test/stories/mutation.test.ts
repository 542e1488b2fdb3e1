/** Every field of every node changed once: what a plan would send is held against an oracle that shares no code with Retake. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { RetakeError } from '../../src/errors.ts'
import { type CompleteFile, type CompleteNode, completeWorkflow } from './support/completeWorkflow.ts'
import { costAfter, sentBy, type Verdict } from './support/oracle.ts'
import { PICTURES } from './support/scenes.ts'
import { openStage, type Stage, withApp } from './support/stage.ts'

const NAME = 'ALLS1-V0-1'
const FILE = `${NAME}.nbflow`
const COPY = 'COPYS1-V0-1.nbflow'
const FILES = {
  'avatar.png': PICTURES.avatar,
  'jun.png': PICTURES.jun,
  'mara.png': PICTURES.mara,
  'ife.png': PICTURES.ife,
}
const NAMES = new Set(Object.keys(FILES))
const JOBS = 28

/** A change by name, made in a fresh copy of the file. */
interface Mutation {
  readonly what: string
  change(file: CompleteFile): void
}

async function ranOnce(): Promise<Stage> {
  const files = { [FILE]: textOf(completeWorkflow(NAME)), ...FILES }
  const stage = await openStage({ files })
  await stage.run(FILE)
  expect(stage.paid()).toBe(JOBS)
  return stage
}

function textOf(file: CompleteFile): string {
  return `${JSON.stringify(file, null, 2)}\n`
}

/** What a plan would do with each mutated file, in one process; lines for what differs from the oracle. */
async function mismatches(stage: Stage, path: string, mutations: readonly Mutation[]): Promise<string[]> {
  const before = sentBy(completeWorkflow(NAME))
  return withApp(stage.folder, stage.environment, async (app) => {
    const lines: string[] = []
    for (const { what, change } of mutations) {
      const file = completeWorkflow(NAME)
      change(file)
      stage.write(path, textOf(file))
      const expected = costAfter(before, file, NAMES)
      const planned = await COMMANDS.plan
        .run(app, { file: path }, () => {})
        .catch((error: unknown) => {
          if (error instanceof RetakeError && error.code === 'check_failed') return error
          throw error
        })
      const seen = planned instanceof RetakeError ? null : planned.generations
      const line = differenceOf(expected, seen)
      if (line !== null)
        lines.push(`${what}: ${line}${planned instanceof RetakeError ? ` ${planned.message}` : ''}`)
    }
    return lines
  })
}

type Planned = Awaited<ReturnType<Stage['plan']>>['generations']

function differenceOf(expected: Verdict, seen: Planned | null): string | null {
  if (expected === 'refused') return seen === null ? null : `is to be refused, but plans ${spell(seen)}`
  if (seen === null) return 'is refused:'
  const wrong = seen.filter((planned) => !agrees(expected.get(keyOf(planned)), planned))
  const missing = [...expected.keys()].filter((key) => !seen.some((planned) => keyOf(planned) === key))
  if (wrong.length === 0 && missing.length === 0) return null
  const wanted = wrong.map((planned) => `${keyOf(planned)} ${expected.get(keyOf(planned))}`)
  return `plans ${spell(wrong)}, is to be ${[...wanted, ...missing].join(', ')}`
}

function keyOf({ nodeId, row }: Planned[number]): string {
  return `${nodeId}:${row}`
}

function agrees(expected: number | 'idle' | undefined, { action, jobs }: Planned[number]): boolean {
  if (expected === 'idle') return action !== 'run' && jobs === 0
  return expected === jobs && action === (expected === 0 ? 'reuse' : 'run')
}

function spell(planned: Planned): string {
  return planned.map((each) => `${keyOf(each)} ${each.action} ${each.jobs}`).join(', ')
}

/** Other values for a field: those that mean something, else one of the same sort. */
const OTHERS: Readonly<Record<string, readonly unknown[]>> = {
  aspectRatio: ['16:9', '2:1', null],
  resolution: ['2K', '512px', '1080p', '4k', 'huge'],
  model: ['nano_banana_pro', 'gemini-3.1-flash-image', 'nano_banana_9', ''],
  veoModel: ['quality', 'swift', null],
  durationSeconds: ['6', 8, '7', null],
  mode: ['text-to-video', 'reference', 'approve', 'preview', 'else', 1, 2, 4],
  type: [
    ...['nanobanana/Prompt', 'nanobanana/Media', 'nanobanana/ReferenceImage', 'nanobanana/Approval'],
    ...['nanobanana/NanobananaAPI', 'nanobanana/Veo3', 'patchwork/Else'],
  ],
  imageData: ['ife.png', 'gone.png', '', null],
  _lastApprovedData: ['ife.png', null],
  outputCount: [5, 3, 0, '4', null],
  repeatCount: [2, 0, null],
  timeout: [1, 'soon', null],
  text: ['other words', '', 7, null],
  id: [901],
}

function othersOf(name: string, value: unknown): unknown[] {
  const named = (OTHERS[name] ?? []).filter((other) => other !== value)
  if (named.length > 0) return [...named, undefined]
  if (typeof value === 'string') return [`${value} other`, undefined]
  if (typeof value === 'number') return [value + 1, undefined]
  if (typeof value === 'boolean') return [!value, undefined]
  if (value === null) return ['other', 7, undefined]
  return [Array.isArray(value) ? ['other'] : { other: 1 }, undefined]
}

/** Every leaf below a value, as a path; an empty list or object is a leaf. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]]
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  if (entries.length === 0) return [[...path]]
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

/** Changes of everything in the file but links: of nodes, and of what is around them. */
function fieldMutations(): Mutation[] {
  const whole = completeWorkflow(NAME)
  const leaves = leavesOf(whole).filter((path) => path[3] !== 'links')
  return leaves.flatMap((path) => {
    const parent = path.slice(0, -1)
    const last = path.at(-1)!
    const value = at(whole, path)
    const place = placeOf(whole, path)
    // An entry of a list is changed, never taken out: that is another mutation.
    const others = othersOf(String(last), value).filter(
      (other) => other !== undefined || typeof last === 'string',
    )
    return others.map(
      (other): Mutation => ({
        what: `${place} ${JSON.stringify(value)} → ${JSON.stringify(other) ?? 'none'}`,
        change: (file) => {
          const holder = at(file, parent) as Record<string | number, unknown>
          if (other === undefined) delete holder[last]
          else holder[last] = other
        },
      }),
    )
  })
}

function at(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value)
}

function placeOf(file: CompleteFile, path: readonly (string | number)[]): string {
  const node = path[3] === 'nodes' ? (at(file, path.slice(0, 5)) as CompleteNode) : null
  return node === null ? path.join('.') : `node ${node.id} ${path.slice(5).join('.')}`
}
test('zz', async () => {
  const stage = await ranOnce()
  const mutations = fieldMutations()
  const t = performance.now()
  const lines = await mismatches(stage, FILE, mutations)
  console.log(mutations.length, performance.now() - t, lines.length, '\n' + lines.slice(0, 60).join('\n'))
}, 200_000)

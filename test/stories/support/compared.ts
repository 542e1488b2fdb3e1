/** Plans of mutated files, held against the oracle: lines for what differs, none where Retake and the oracle agree. */
import { expect } from 'vitest'
import { COMMANDS } from '../../../src/commands/list.ts'
import type { PlannedGeneration } from '../../../src/commands/plan.ts'
import { RetakeError } from '../../../src/errors.ts'
import { type CompleteFile, completeWorkflow } from './completeWorkflow.ts'
import { costAfter, sentBy, type Verdict } from './oracle.ts'
import { PICTURES } from './scenes.ts'
import { openStage, type Stage, withApp } from './stage.ts'

export const NAME = 'ALLS1-V0-1'
export const FILE = `${NAME}.nbflow`

/** A change by name, made in a fresh copy of the file. */
export interface Mutation {
  readonly what: string
  readonly change: (file: CompleteFile) => void
}

const FILES = {
  'avatar.png': PICTURES.avatar,
  'jun.png': PICTURES.jun,
  'mara.png': PICTURES.mara,
  'ife.png': PICTURES.ife,
}

/** The complete workflow, run once: 28 jobs. */
export async function ranOnce(): Promise<Stage> {
  const stage = await openStage({ files: { [FILE]: textOf(completeWorkflow(NAME)), ...FILES } })
  await stage.run(FILE)
  expect(stage.paid()).toBe(28)
  return stage
}

export function textOf(file: CompleteFile): string {
  return `${JSON.stringify(file, null, 2)}\n`
}

export interface Compared {
  /** For people: what was changed, what a plan says, what it has to say. */
  readonly wrong: readonly string[]
  /** How many of the mutations cost nothing at all, are refused, or send jobs. */
  readonly free: number
  readonly refused: number
  readonly paid: number
}

/**
 * Fields that cost nothing can be changed `together`, many at a time: none hides what another one makes run. Where such a
 * crowd differs from the oracle, it is taken apart.
 * @param path where the mutated files are written: over the source that was run, or beside it
 */
export async function compared(
  stage: Stage,
  path: string,
  mutations: readonly Mutation[],
  { together = false } = {},
): Promise<Compared> {
  const costs = mutations.map((mutation) => ({ mutation, verdict: verdictOf([mutation]) }))
  const isFree = (verdict: Verdict) =>
    verdict !== 'refused' && [...verdict.values()].every((jobs) => jobs === 0)
  const free = costs.flatMap(({ mutation, verdict }) => (isFree(verdict) ? [mutation] : []))
  const others = costs.flatMap(({ mutation, verdict }) => (isFree(verdict) ? [] : [[mutation]]))
  const differing = await differences(stage, path, [...crowds(free, together ? MOST_TOGETHER : 1), ...others])
  const apart = differing.flatMap(({ crowd }) =>
    crowd.length > 1 ? crowd.map((mutation) => [mutation]) : [],
  )
  const single = await differences(stage, path, apart)
  const refused = costs.filter(({ verdict }) => verdict === 'refused').length
  const paid = costs.filter(({ verdict }) => verdict !== 'refused' && jobsIn(verdict) > 0).length
  const alone = differing.filter(({ crowd }) => crowd.length === 1 || single.length === 0)
  const wrong = [...alone, ...single].map(({ crowd, difference }) => {
    return `${crowd.map(({ what }) => what).join(' and ')}: ${difference}`
  })
  return { wrong, refused, paid, free: free.length }
}

type Crowd = readonly Mutation[]

const MOST_TOGETHER = 12

/** Neighbours, which may be of one field, are never together. */
function crowds(mutations: Crowd, most: number): Crowd[] {
  const count = Math.ceil(mutations.length / most)
  return Array.from({ length: count }, (_, at) => mutations.filter((_each, index) => index % count === at))
}

function changedBy(crowd: Crowd): CompleteFile {
  const file = completeWorkflow(NAME)
  for (const { change } of crowd) change(file)
  return file
}

const BEFORE = sentBy(completeWorkflow(NAME))

function verdictOf(crowd: Crowd): Verdict {
  return costAfter(BEFORE, changedBy(crowd), new Set(Object.keys(FILES)))
}

/** Plans them all in one process. */
async function differences(stage: Stage, path: string, crowded: readonly Crowd[]) {
  const found: { readonly crowd: Crowd; readonly difference: string }[] = []
  await withApp(stage.folder, stage.environment, async (app) => {
    for (const crowd of crowded) {
      stage.write(path, textOf(changedBy(crowd)))
      const planned = await COMMANDS.plan.run(app, { file: path }, () => {}).catch(refusalIn)
      const difference = differenceOf(verdictOf(crowd), planned)
      if (difference !== null) found.push({ crowd, difference })
    }
  })
  return found
}

function jobsIn(verdict: Exclude<Verdict, 'refused'>): number {
  return [...verdict.values()].reduce<number>((sum, jobs) => sum + (jobs === 'idle' ? 0 : jobs), 0)
}

function refusalIn(error: unknown): RetakeError {
  if (error instanceof RetakeError && error.code === 'check_failed') return error
  throw error
}

function differenceOf(
  expected: Verdict,
  planned: { readonly generations: readonly PlannedGeneration[] } | RetakeError,
): string | null {
  if (planned instanceof RetakeError) return expected === 'refused' ? null : `is refused: ${planned.message}`
  const { generations } = planned
  if (expected === 'refused') return `is to be refused, but plans ${spell(generations)}`
  const wrong = generations.filter((each) => !agrees(expected.get(keyOf(each)), each))
  const seen = new Set(generations.map(keyOf))
  const missing = [...expected.keys()].filter((key) => !seen.has(key))
  if (wrong.length === 0 && missing.length === 0) return null
  const wanted = wrong.map((each) => `${keyOf(each)} ${expected.get(keyOf(each))}`)
  return `plans ${spell(wrong)}; is to be ${[...wanted, ...missing].join(', ')}`
}

function keyOf({ tab, nodeId, row }: PlannedGeneration): string {
  return `${tab}:${nodeId}:${row}`
}

function agrees(expected: number | 'idle' | undefined, { action, jobs }: PlannedGeneration): boolean {
  if (expected === 'idle') return action !== 'run' && jobs === 0
  return expected === jobs && action === (expected === 0 ? 'reuse' : 'run')
}

function spell(planned: readonly PlannedGeneration[]): string {
  return planned.map((each) => `${keyOf(each)} ${each.action} ${each.jobs}`).join(', ')
}

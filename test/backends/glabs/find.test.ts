import { expect, test } from 'vitest'
import type { JobHandle, OpenIntent, OtherIntent } from '../../../src/backends/backend.ts'
import { findTasks } from '../../../src/backends/glabs/find.ts'
import type { ListedTask } from '../../../src/backends/glabs/replies.ts'

const at = 1_800_000_000_000
const HOUR_MS = 3_600_000

function intent(id: string, changes: Partial<OpenIntent> = {}): OpenIntent {
  return { id, recipe: 'A', prompt: 'a kitchen', kind: 'image', intendedAt: at, ...changes }
}

function other(changes: Partial<OtherIntent>): OtherIntent {
  return { ...intent('other'), givenUpAt: null, ...changes }
}

function task(task_id: string, changes: Partial<ListedTask> = {}): ListedTask {
  return { task_id, type: 'image', prompt: 'a kitchen', created_at: at / 1000 + 1, ...changes }
}

interface Circumstances {
  readonly others?: OtherIntent[]
  readonly known?: JobHandle[]
  readonly startedAt?: number | null
  readonly askedAt?: number
  readonly whole?: Record<string, string>
  /** How far the service's clock is ahead; null: nothing tells. */
  readonly aheadMs?: number | null
}

/** Of a job that was sent a minute before: what measures the clock of the service. */
const measure = {
  taskId: 'measure',
  type: 'image',
  prompt: 'x',
  sentAt: at - 60_000,
  answeredAt: at - 59_500,
}

function found(open: OpenIntent[], tasks: ListedTask[], circumstances: Circumstances = {}) {
  const {
    others = [],
    known = [],
    startedAt = at - HOUR_MS,
    askedAt = at + 60_000,
    whole = {},
  } = circumstances
  const { aheadMs = 0 } = circumstances
  const measured = task('measure', { prompt: 'x', created_at: (at - 59_800 + (aheadMs ?? 0)) / 1000 })
  const listed = aheadMs === null ? tasks : [...tasks, measured].slice(0, 50)
  const handles = aheadMs === null ? known : [...known, measure]
  const evidence = { tasks: listed, startedAt, askedAt, whole: new Map(Object.entries(whole)) }
  const answers = [...findTasks({ open, others, known: handles }, evidence)]
  return Object.fromEntries(
    answers.map(([id, one]) => [id, one.status === 'found' ? one.handle.taskId : one.status]),
  )
}

test('a task with the prompt, after the intent, is found', () => {
  expect(found([intent('i')], [task('t')])).toEqual({ i: 't' })
})

test('slots of one take are interchangeable and no handle is given twice', () => {
  const answers = found([intent('i'), intent('j'), intent('k')], [task('t'), task('u')])
  expect(Object.values(answers).sort()).toEqual(['absent', 't', 'u'])
})

test('a task may be of either of two slots: none is absent while that of the older may be out of the list', () => {
  const older = intent('i', { intendedAt: at - 30_000 })
  const others = Array.from({ length: 48 }, (_, index) =>
    task(`o${index}`, { prompt: 'b', created_at: (at - 20_000) / 1000 + index / 10 }),
  )
  const measured = { ...measure, taskId: 'o0', sentAt: at - 20_100, answeredAt: at - 19_900 }
  const listed = [task('t'), ...others, task('u', { prompt: 'b', created_at: (at - 20_100) / 1000 })]
  const circumstances = { aheadMs: null, known: [measured] }
  expect(found([older, intent('j')], listed, circumstances)).toEqual({ i: 't', j: 'unknown' })
  expect(found([older, intent('j')], listed.slice(0, 49), circumstances)).toEqual({ i: 't', j: 'absent' })
})

test('a handle that is known is not given again', () => {
  expect(found([intent('i')], [task('t')], { known: [{ taskId: 't' }] })).toEqual({ i: 'absent' })
})

test('a task that fits intents of two recipes is unknown for both', () => {
  const answers = found([intent('i'), intent('j', { recipe: 'B' })], [task('t')])
  expect(answers).toEqual({ i: 'unknown', j: 'unknown' })
})

test('a task too early for the second recipe belongs to the first', () => {
  const late = intent('j', { recipe: 'B', intendedAt: at + 30_000 })
  expect(found([intent('i'), late], [task('t')])).toEqual({ i: 't', j: 'absent' })
})

test('a task that may be of a job given up as perhaps paid is not given to another recipe', () => {
  const stray = other({ recipe: 'B', givenUpAt: at + 5_000 })
  expect(found([intent('i')], [task('t')], { others: [stray] })).toEqual({ i: 'unknown' })
  expect(found([intent('i')], [task('t')], { others: [{ ...stray, recipe: 'A' }] })).toEqual({ i: 't' })
  const longAgo = { ...stray, intendedAt: at - 200_000, givenUpAt: at - 100_000 }
  expect(found([intent('i')], [task('t')], { others: [longAgo] })).toEqual({ i: 't' })
})

test('a task that may be of what another process is sending is left to it, whatever its recipe', () => {
  for (const recipe of ['A', 'B']) {
    expect(found([intent('i')], [task('t')], { others: [other({ recipe })] })).toEqual({ i: 'unknown' })
  }
})

test('more like tasks than were sent from here: some are somebody else’s, so none is ours for sure', () => {
  expect(found([intent('i')], [task('t'), task('u')])).toEqual({ i: 'unknown' })
})

test('type and prompt must match', () => {
  expect(found([intent('i')], [task('t', { type: 'video' })])).toEqual({ i: 'absent' })
  expect(found([intent('i')], [task('t', { prompt: 'a kitche' })])).toEqual({ i: 'absent' })
  expect(found([intent('i')], [task('t', { prompt: 'a kitchen at night' })])).toEqual({ i: 'absent' })
  expect(found([intent('i')], [task('t', { type: 'image_generation' })])).toEqual({ i: 'unknown' })
  expect(found([intent('i', { prompt: '' })], [task('t', { prompt: '' })])).toEqual({ i: 't' })
})

const emoji = `${'😀'.repeat(24)}x${'😀'.repeat(40)}`

test.each([
  ['by characters', `${'😀'.repeat(30)}${'x'.repeat(90)}`, (text: string) => [...text].slice(0, 50).join('')],
  ['by UTF-16 units', `${'😀'.repeat(30)}${'x'.repeat(90)}`, (text: string) => text.slice(0, 50)],
  ['through an emoji', emoji, (text: string) => text.slice(0, 50)],
  ['through an emoji that is then replaced', emoji, (text: string) => `${text.slice(0, 49)}\uFFFD`],
  ['not at all', 'y'.repeat(90), (text: string) => text],
  ['at a space', `${'z'.repeat(49)} and more`, (text: string) => text.slice(0, 50).trim()],
  ['after the spaces around it went', `   ${'word '.repeat(20)}`, (text: string) => text.trim().slice(0, 50)],
  ['with dots', 'w'.repeat(90), (text: string) => `${text.slice(0, 50)}…`],
])('a prompt that is listed cut %s is known again', (_how, prompt, cut) => {
  expect(found([intent('i', { prompt })], [task('t', { prompt: cut(prompt) })])).toEqual({ i: 't' })
})

test('a prompt that is listed shorter than we know a way to cut it leaves the matter open', () => {
  const prompt = 'w'.repeat(90)
  expect(found([intent('i', { prompt })], [task('t', { prompt: prompt.slice(0, 47) })])).toEqual({
    i: 'unknown',
  })
})

test('prompts that share 50 characters are told apart where the status has them whole', () => {
  const beginning = 'p'.repeat(50)
  const open = [
    intent('i', { prompt: `${beginning} one` }),
    intent('j', { recipe: 'B', prompt: `${beginning} two` }),
  ]
  const listed = task('t', { prompt: beginning })
  expect(found(open, [listed])).toEqual({ i: 'unknown', j: 'unknown' })
  expect(found(open, [listed], { whole: { t: `${beginning} two` } })).toEqual({ i: 'absent', j: 't' })
  expect(found(open, [listed], { whole: { t: `${beginning} three` } })).toEqual({ i: 'absent', j: 'absent' })
})

test('the clock of the service is measured by tasks that we know: it may be hours off', () => {
  for (const aheadMs of [-3 * HOUR_MS, -30_000, 0, 30_000, 3 * HOUR_MS]) {
    const seen = (sinceMs: number) => task('t', { created_at: (at + sinceMs + aheadMs) / 1000 })
    const startedAt = at - 10 * HOUR_MS
    expect(found([intent('i')], [seen(1_000)], { aheadMs, startedAt })).toEqual({ i: 't' })
    expect(found([intent('i')], [seen(-20_000)], { aheadMs, startedAt })).toEqual({ i: 'absent' })
    expect(found([intent('i')], [seen(2_000_000)], { aheadMs, startedAt, askedAt: at + HOUR_MS })).toEqual({
      i: 'absent',
    })
  }
})

test('where nothing measures its clock, a like task before or after leaves the matter open', () => {
  const unmeasured = { aheadMs: null, startedAt: at - 100 * HOUR_MS, askedAt: at + 5 * HOUR_MS }
  expect(found([intent('i')], [task('t')], unmeasured)).toEqual({ i: 't' })
  for (const sinceMs of [-5 * HOUR_MS, -60_000, 120_000, 4 * HOUR_MS]) {
    const seen = task('t', { created_at: (at + sinceMs) / 1000 })
    expect(found([intent('i')], [seen], unmeasured), String(sinceMs)).toEqual({ i: 'unknown' })
  }
  expect(found([intent('i')], [], unmeasured)).toEqual({ i: 'absent' })
})

const fifty = (created_at: number) =>
  Array.from({ length: 50 }, (_, index) => task(`t${index}`, { prompt: 'other', created_at }))

test('absent needs a list that reaches back past the intent, and a program that was not restarted since', () => {
  expect(found([intent('i')], [])).toEqual({ i: 'absent' })
  expect(found([intent('i')], fifty(at / 1000 + 5))).toEqual({ i: 'unknown' })
  expect(found([intent('i')], fifty(at / 1000 + 5).slice(1))).toEqual({ i: 'absent' })
  expect(found([intent('i')], [], { startedAt: at + 1 })).toEqual({ i: 'unknown' })
  expect(found([intent('i')], [], { startedAt: null })).toEqual({ i: 'unknown' })
})

test('a full list is judged by the clock of the service, and by nothing where that is not known', () => {
  const behind = fifty((at - HOUR_MS + 5_000) / 1000)
  const startedAt = at - 5 * HOUR_MS
  expect(found([intent('i')], behind, { aheadMs: null, startedAt })).toEqual({ i: 'unknown' })
  const measured = { ...measure, taskId: 't0', sentAt: at + 4_000, answeredAt: at + 5_000 }
  const after = { aheadMs: null, startedAt, known: [measured] }
  expect(found([intent('i')], behind, after)).toEqual({ i: 'unknown' })
  const before = { ...measured, sentAt: at - 9_000, answeredAt: at - 8_000 }
  expect(found([intent('i')], behind, { ...after, known: [before] })).toEqual({ i: 'absent' })
})

test('a list without a task that it must have is cut, cleared or another desktop’s: nothing is absent', () => {
  const missing = { taskId: 'm', sentAt: at - 5_000, answeredAt: at - 4_000 }
  expect(found([intent('i')], [], { known: [missing] })).toEqual({ i: 'unknown' })
  expect(found([intent('i')], [task('t')], { known: [missing] })).toEqual({ i: 't' })
})

test('ids that begin anew with a restart: a handle of before takes nothing from an intent of after', () => {
  const before = { taskId: 't', sentAt: at - 7_200_000, answeredAt: at - 7_100_000 }
  expect(found([intent('i')], [task('t')], { known: [before] })).toEqual({ i: 't' })
  const foundBefore = { taskId: 't', type: 'image', prompt: 'a kitchen', createdAt: at - 7_200_000 }
  expect(found([intent('i')], [task('t')], { known: [foundBefore] })).toEqual({ i: 't' })
})

test('a task of after a restart is not given to an intent of before it', () => {
  const startedAt = at + 3_000
  const seen = task('t', { created_at: at / 1000 + 5 })
  expect(found([intent('i')], [seen], { aheadMs: null, startedAt })).toEqual({ i: 'unknown' })
})

test('when our own clock has gone back, nothing is absent', () => {
  expect(found([intent('i')], [], { aheadMs: null, askedAt: at - 1 })).toEqual({ i: 'unknown' })
})

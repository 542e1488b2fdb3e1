import { expect, test } from 'vitest'
import type { OpenIntent } from '../../../src/backends/backend.ts'
import { findTasks } from '../../../src/backends/glabs/find.ts'
import type { ListedTask } from '../../../src/backends/glabs/replies.ts'

const at = 1_800_000_000_000
const startedAt = at - 3_600_000

function intent(id: string, changes: Partial<OpenIntent> = {}): OpenIntent {
  return { id, recipe: 'A', prompt: 'a kitchen', kind: 'image', intendedAt: at, ...changes }
}

function task(task_id: string, changes: Partial<ListedTask> = {}): ListedTask {
  return { task_id, type: 'image', prompt: 'a kitchen', created_at: at / 1000 + 1, ...changes }
}

function found(
  open: OpenIntent[],
  tasks: ListedTask[],
  options: { known?: string[]; startedAt?: number | null } = {},
) {
  const known = (options.known ?? []).map((taskId) => ({ taskId }))
  const evidence = { tasks, startedAt: options.startedAt === undefined ? startedAt : options.startedAt }
  const answers = [...findTasks(open, known, evidence)]
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

test('a handle that is known is not given again', () => {
  expect(found([intent('i')], [task('t')], { known: ['t'] })).toEqual({ i: 'absent' })
})

test('a task that fits intents of two recipes is unknown for both', () => {
  const answers = found([intent('i'), intent('j', { recipe: 'B' })], [task('t')])
  expect(answers).toEqual({ i: 'unknown', j: 'unknown' })
})

test('a task too early for the second recipe belongs to the first', () => {
  const late = intent('j', { recipe: 'B', prompt: 'a kitchen', intendedAt: at + 60_000 })
  expect(found([intent('i'), late], [task('t')])).toEqual({ i: 't', j: 'unknown' })
})

test('type and prompt must match; prompts are compared by their first 50 characters', () => {
  expect(found([intent('i')], [task('t', { type: 'video' })])).toEqual({ i: 'absent' })
  expect(found([intent('i')], [task('t', { prompt: 'a kitche' })])).toEqual({ i: 'absent' })
  const long = `${'😀'.repeat(30)}${'x'.repeat(90)}`
  const cut = Array.from(long).slice(0, 50).join('')
  for (const prompt of [cut, long.slice(0, 50), long]) {
    expect(found([intent('i', { prompt: long })], [task('t', { prompt })])).toEqual({ i: 't' })
  }
})

test('a task just before the intent may come from a clock that is behind: unknown', () => {
  expect(found([intent('i')], [task('t', { created_at: at / 1000 - 1 })])).toEqual({ i: 't' })
  expect(found([intent('i')], [task('t', { created_at: at / 1000 - 60 })])).toEqual({ i: 'unknown' })
  expect(found([intent('i')], [task('t', { created_at: at / 1000 - 3600 })])).toEqual({ i: 'absent' })
})

const fifty = (created_at: number) =>
  Array.from({ length: 50 }, (_, index) => task(`t${index}`, { prompt: 'other', created_at }))

test('absent needs a list that reaches back past the intent and a program that was not restarted since', () => {
  expect(found([intent('i')], [])).toEqual({ i: 'absent' })
  expect(found([intent('i')], fifty(at / 1000 + 5))).toEqual({ i: 'unknown' })
  expect(found([intent('i')], fifty(at / 1000 - 60))).toEqual({ i: 'absent' })
  expect(found([intent('i')], [], { startedAt: at + 1 })).toEqual({ i: 'unknown' })
  expect(found([intent('i')], [], { startedAt: null })).toEqual({ i: 'unknown' })
})

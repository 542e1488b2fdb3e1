/** What a run that has stopped still does, and what it says of the rest. */
import { expect, test } from 'vitest'
import { abandonQueue } from '../../src/engine/abandon.ts'
import type { Lane } from '../../src/engine/lane.ts'
import { breakOff, halt, type Loop, newLoop, type RunEnd, type RunOptions } from '../../src/engine/loop.ts'
import { restsOver, startJobs } from '../../src/engine/startJobs.ts'
import { newNode } from '../../src/engine/state.ts'
import type { Task } from '../../src/engine/task.ts'
import type { SlotJob } from '../../src/store/history.ts'
import type { Generation } from '../../src/workflow/model.ts'

/** A loop whose only instance throttles, with one task of each kind: to look up, to ask for, to send. */
function loopWithAll(): { loop: Loop; tasks: Record<'look up' | 'ask' | 'send', Task> } {
  const options: Partial<RunOptions> = { graph: { heights: [0], suppliers: [[]], consumers: [[]] } }
  const loop = newLoop({ ...options, job: { signal: new AbortController().signal } } as RunOptions)
  const node = newNode({ key: 'tab:11:1' } as Generation, 0, true)
  const bare = { node, attempt: 1, sentBefore: 0, refusals: 0 }
  const backend = 'desktop-1'
  const tasks = {
    'look up': { ...bare, work: { slot: 1, do: 'look up', jobId: 'a', backend, wasCutNow: false } },
    ask: { ...bare, work: { slot: 2, do: 'ask', job: { id: 'b', backend } as SlotJob } },
    send: { ...bare, work: { slot: 3, do: 'send', after: null } },
  } as const
  for (const task of [tasks.send, tasks.ask, tasks['look up']]) loop.queues.push(task)
  return { loop, tasks }
}

test('what may have been sent comes first, then what was, then what is to be', () => {
  const { loop, tasks } = loopWithAll()
  const order = [1, 2, 3].map(() => loop.queues.pop('desktop-1', true))
  expect(order).toEqual([tasks['look up'], tasks.ask, tasks.send])
})

test('an instance that rests is asked for what it has, and sent nothing', () => {
  const { loop } = loopWithAll()
  const circuit = { state: 'up', ask: () => {} } as unknown as Lane['circuit']
  const coolDown = { leftMs: () => 80_000 } as unknown as Lane['coolDown']
  const bare = { refusal: null, restsUntilMs: 0, active: 0, isSentTo: true, concurrency: 5 }
  const lane = { ...bare, backend: { name: 'desktop-1' }, circuit, coolDown } as unknown as Lane
  const resting: Loop = { ...loop, lanes: [lane], concurrency: 5 }
  startJobs(resting, 0)
  expect(lane.active).toBe(2)
  expect([loop.queues.countBoundTo('desktop-1'), loop.queues.free]).toEqual([0, 1])
  expect(restsOver(resting, 0)).toEqual([80_000])
})

test.each<NonNullable<RunEnd['stoppedBy']>>(['limit', 'throttle', 'access', 'backend'])(
  'stopped by %s, a run still asks for what was sent',
  (by) => {
    const { loop, tasks } = loopWithAll()
    halt(loop, by)
    abandonQueue(loop)
    expect(loop.queues.size).toBe(1)
    expect(loop.queues.pop('desktop-1', true)).toBe(tasks.ask)
  },
)

test('of what may have been sent it is not said that it was not', () => {
  const { loop, tasks } = loopWithAll()
  halt(loop, 'throttle')
  abandonQueue(loop)
  const { failures } = tasks.send.node
  expect(failures.get(3)!.message).toMatch(/^Not sent: /)
  expect(failures.get(1)!.message).toMatch(/^It may have been sent; the next run asks\. /)
  expect(failures.has(2)).toBe(false)
})

test('whoever wants to leave, or a store that fails, outdoes a limit that was reached before: nothing is left to do', () => {
  for (const end of [
    (loop: Loop) => halt(loop, 'interrupt'),
    (loop: Loop) => breakOff(loop, new Error('full')),
  ]) {
    const { loop } = loopWithAll()
    halt(loop, 'limit')
    end(loop)
    abandonQueue(loop)
    expect(loop.stoppedBy).toBe('interrupt')
    expect(loop.queues.size).toBe(0)
  }
  const { loop } = loopWithAll()
  halt(loop, 'throttle')
  halt(loop, 'limit')
  expect(loop.stoppedBy).toBe('throttle')
})

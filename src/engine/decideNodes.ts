/** The part of a run that needs no job: decides what can be decided, adopts, and queues what is to be sent or asked for. */
import { adopt } from './adopt.ts'
import type { Loop } from './loop.ts'
import { takeOrphan } from './orphan.ts'
import type { SlotTask } from './slots.ts'
import type { Node } from './state.ts'
import { boundTo } from './task.ts'
import { writeDecisions } from './writeDecisions.ts'

/** Until nothing more can be decided without a job. */
export async function decideNodes(loop: Loop): Promise<void> {
  const { resolution } = loop
  if (await loop.takeUpPicks()) resolution.reopen()
  for (let open = await resolution.advance(); ; open = await resolution.advance()) {
    const { database } = loop.job
    await writeDecisions(database, loop.adopt.workflowId, resolution.decisions(), loop.adopt.generationId)
    if (open.length === 0) return
    for (const node of open) {
      if (node.state.is === 'adopt') await adoptNode(node, loop)
      else if (node.state.is === 'run') await enqueue(node, node.state.slots.tasks, loop)
    }
  }
}

async function adoptNode(node: Node, loop: Loop): Promise<void> {
  const { resolution, onEvent } = loop
  const adoption = await adopt(node, loop.adopt)
  if (adoption.is === 'gone') {
    const state = resolution.withoutAdoption(node)
    if (state.is === 'run') await enqueue(node, state.slots.tasks, loop)
    return
  }
  if (adoption.is === 'unreachable') {
    const { message } = adoption
    const slots = node.generation.saved.map((_, at) => at + 1)
    const next = 'Make its URLs reachable and run again; or take them out of the file to have them made anew.'
    const failure = { errorType: 'api_error', message, slots, attempts: 0, next } as const
    resolution.settle(node, { is: 'failed', failure })
  } else {
    node.held = adoption.held
    resolution.claims.add(node.generation.key, adoption.held)
    resolution.settle(node, { is: 'done' })
  }
  onEvent({ type: 'settled', node })
}

async function enqueue(node: Node, tasks: readonly SlotTask[], loop: Loop): Promise<void> {
  loop.open.set(node, tasks.length)
  loop.onEvent({ type: 'started', node, jobs: tasks.length })
  for (const work of tasks) {
    const task = { node, work, attempt: 1, sentBefore: sentBefore(work), refusals: 0 }
    const name = boundTo(task)
    if (name === null || loop.lanes.some(({ backend }) => backend.name === name)) loop.queues.push(task)
    else await takeOrphan(task, name, loop)
  }
}

function sentBefore(work: SlotTask): number {
  if (work.do === 'look up') return 0
  return work.do === 'ask' ? work.job.attempts : (work.after?.attempts ?? 0)
}

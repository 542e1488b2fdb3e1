/** After a crash: which tasks of G-Labs belong to which open intents. Says `absent` only where it can be sure. */
import type { Found, JobHandle, OpenIntent } from '../backend.ts'
import type { ListedTask } from './replies.ts'

/** What the server shows of itself. */
export interface Evidence {
  readonly tasks: readonly ListedTask[]
  /** When the program was started, Unix milliseconds; null when it does not say. */
  readonly startedAt: number | null
}

export function findTasks(
  open: readonly OpenIntent[],
  known: readonly JobHandle[],
  evidence: Evidence,
): Map<string, Found> {
  const taken = new Set(known.map(({ taskId }) => taskId))
  const free = evidence.tasks.filter(({ task_id }) => !taken.has(task_id))
  const fitting = new Map(open.map((intent) => [intent.id, free.filter((task) => fits(task, intent))]))
  const recipesOf = (task: ListedTask) =>
    new Set(open.filter(({ id }) => fitting.get(id)?.includes(task)).map(({ recipe }) => recipe))
  const sure = free.filter((task) => recipesOf(task).size === 1).sort((a, b) => a.created_at - b.created_at)
  const given = handOut(open, sure, fitting)
  return new Map(
    open.map((intent): [string, Found] => {
      const task = given.get(intent.id)
      if (task !== undefined) return [intent.id, { status: 'found', handle: { taskId: task.task_id } }]
      const shared = (fitting.get(intent.id) ?? []).some((one) => recipesOf(one).size > 1)
      const early = free.some((one) => sameRequest(one, intent) && isJustBefore(one, intent))
      const told = !shared && !early && reachesBack(evidence, intent)
      return [intent.id, { status: told ? 'absent' : 'unknown' }]
    }),
  )
}

/** Every task to the oldest intent it fits; slots of one take are interchangeable, so the order is free. */
function handOut(
  open: readonly OpenIntent[],
  tasks: readonly ListedTask[],
  fitting: ReadonlyMap<string, readonly ListedTask[]>,
): Map<string, ListedTask> {
  const given = new Map<string, ListedTask>()
  const oldestFirst = [...open].sort((a, b) => a.intendedAt - b.intendedAt)
  for (const task of tasks) {
    const owner = oldestFirst.find(({ id }) => !given.has(id) && fitting.get(id)?.includes(task))
    if (owner !== undefined) given.set(owner.id, task)
  }
  return given
}

/** Times come in seconds, perhaps whole ones. */
const toleranceMs = 2_000
/** A clock on another desktop can be behind by so much: a like task from then leaves the matter open. */
const clockSkewMs = 600_000
const longestList = 50
const promptCut = 50

function fits(task: ListedTask, intent: OpenIntent): boolean {
  return sameRequest(task, intent) && task.created_at * 1000 >= intent.intendedAt - toleranceMs
}

function isJustBefore(task: ListedTask, intent: OpenIntent): boolean {
  const beforeMs = intent.intendedAt - task.created_at * 1000
  return beforeMs > toleranceMs && beforeMs <= clockSkewMs
}

function sameRequest(task: ListedTask, intent: OpenIntent): boolean {
  if (task.type !== intent.kind) return false
  return (
    beginningOf(task.prompt) === beginningOf(intent.prompt) ||
    task.prompt === intent.prompt.slice(0, promptCut)
  )
}

/** The service counts characters, not UTF-16 units. */
function beginningOf(prompt: string): string {
  return Array.from(prompt).slice(0, promptCut).join('').trim()
}

/** Whether the task would be in the list if it had ever been accepted. */
function reachesBack({ tasks, startedAt }: Evidence, intent: OpenIntent): boolean {
  const since = intent.intendedAt - toleranceMs
  if (startedAt === null || startedAt >= since) return false
  return tasks.length < longestList || tasks.some(({ created_at }) => created_at * 1000 < since)
}

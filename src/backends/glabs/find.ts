/**
 * After a crash: which tasks of G-Labs belong to which open intents. A picture in the wrong account is worse than one paid
 * twice: in doubt it is `unknown`. Says `absent` only where it can be sure.
 */
import type { Found, OpenIntent, OtherIntent, Sent } from '../backend.ts'
import { type Likeness, likeness } from './listedPrompt.ts'
import type { ListedTask } from './replies.ts'
import { type Offset, offsetOf } from './serviceClock.ts'
import { handleOfListed, identityOf, isType, type TaskHandle, taskHandle, toleranceMs } from './taskHandle.ts'

/** What the server shows of itself. Times in Unix milliseconds. */
export interface Evidence {
  /** Newest first. */
  readonly tasks: readonly ListedTask[]
  /** Prompts that a status shows further than the list, by task. */
  readonly whole: ReadonlyMap<string, string>
  /** When the program was started; null when it does not say. */
  readonly startedAt: number | null
  readonly askedAt: number
}

export function findTasks({ open, others, known }: Sent, evidence: Evidence): Map<string, Found> {
  const handles = handlesSince(evidence.startedAt, known)
  const offset = offsetOf(evidence.tasks, handles, evidence)
  const isTaken = (task: ListedTask) =>
    handles.some((handle) => handle.taskId === task.task_id && identityOf(task, handle) !== 'another')
  const free = evidence.tasks.filter((task) => !isTaken(task))
  const match = remembered((task, intent) => matchOf(task, intent, evidence, offset))
  const rivals = (task: ListedTask) => others.filter((other) => mayBeOf(task, other, match, offset))
  const sure = free.filter((task) => isOfOneRecipe(task, open, rivals(task), match))
  const given = handOut(open, withoutCrowds(sure, open, others, match), match)
  const handed = new Set(given.values())
  const witnessed = isComplete(handles, evidence, offset)
  return new Map(
    open.map((intent): [string, Found] => {
      const task = given.get(intent.id)
      if (task !== undefined) {
        return [intent.id, { status: 'found', handle: handleOfListed(task, intent.prompt) }]
      }
      // A task in a sibling's hand may be its own: then the sibling's would have to be in the list, and nowhere else.
      const siblings = open.filter(({ id, recipe }) => recipe === intent.recipe && given.has(id))
      const told = [intent, ...siblings].every(
        (each) =>
          reachesBack(evidence, each, offset) &&
          free.every((one) => handed.has(one) || match(one, each) === 'other'),
      )
      return [intent.id, { status: witnessed && told ? 'absent' : 'unknown' }]
    }),
  )
}

type Match = (task: ListedTask, intent: OpenIntent) => Likeness

/** Each pair is asked about several times, and prompts are long. */
function remembered(match: Match): Match {
  const answers = new Map<ListedTask, Map<OpenIntent, Likeness>>()
  return (task, intent) => {
    const ofTask = answers.get(task) ?? new Map<OpenIntent, Likeness>()
    answers.set(task, ofTask)
    const answer = ofTask.get(intent) ?? match(task, intent)
    ofTask.set(intent, answer)
    return answer
  }
}

/** Tasks live in memory: what was accepted before the start is in no list, and its id may be another's by now. */
function handlesSince(startedAt: number | null, known: Sent['known']): TaskHandle[] {
  return known
    .flatMap((handle) => taskHandle.safeParse(handle).data ?? [])
    .filter(({ answeredAt }) => answeredAt === undefined || answeredAt >= (startedAt ?? 0) - toleranceMs)
}

/** Account tabs share prompts and differ only in the avatar; and what is being sent gets its handle from the answer. */
function isOfOneRecipe(
  task: ListedTask,
  open: readonly OpenIntent[],
  rivals: readonly OtherIntent[],
  match: Match,
): boolean {
  const own = open.filter((intent) => match(task, intent) !== 'other')
  const recipes = new Set([...own, ...rivals].map(({ recipe }) => recipe))
  return own.length > 0 && recipes.size === 1 && rivals.every(({ givenUpAt }) => givenUpAt !== null)
}

/** When a job is given up its line is long closed. */
function mayBeOf(task: ListedTask, other: OtherIntent, match: Match, offset: Offset | null): boolean {
  if (match(task, other) === 'other') return false
  const { givenUpAt } = other
  return givenUpAt === null || offset === null || task.created_at * 1000 - offset.most <= givenUpAt + usualMs
}

/** More tasks than were ever sent from here: some are somebody else's, and nothing tells which. */
function withoutCrowds(
  tasks: readonly ListedTask[],
  open: readonly OpenIntent[],
  others: readonly OtherIntent[],
  match: Match,
): readonly ListedTask[] {
  const recipes = [...new Set(open.map(({ recipe }) => recipe))]
  return recipes.flatMap((recipe) => {
    const own = open.filter((intent) => intent.recipe === recipe)
    const fitting = tasks.filter((task) => own.some((intent) => match(task, intent) === 'same'))
    const sent = [...own, ...others.filter((other) => other.recipe === recipe)].filter((each) =>
      fitting.some((task) => match(task, each) !== 'other'),
    )
    return fitting.length > sent.length ? [] : fitting
  })
}

/** Every task to the oldest intent it fits; slots of one take are interchangeable, so the order is free. */
function handOut(
  open: readonly OpenIntent[],
  tasks: readonly ListedTask[],
  match: Match,
): Map<string, ListedTask> {
  const given = new Map<string, ListedTask>()
  const oldestFirst = [...open].sort((a, b) => a.intendedAt - b.intendedAt || (a.id < b.id ? -1 : 1))
  for (const task of [...tasks].sort((a, b) => a.created_at - b.created_at)) {
    const owner = oldestFirst.find((intent) => !given.has(intent.id) && match(task, intent) === 'same')
    if (owner !== undefined) given.set(owner.id, task)
  }
  return given
}

/** An intent is written, then the request goes out; large references on a slow line take a while. */
const usualMs = 60_000
/** The line gives up long before that. */
const latestMs = 900_000
const longestList = 50

/** `same`: its request and its moment. `perhaps`: neither can be ruled out. */
function matchOf(
  task: ListedTask,
  intent: OpenIntent,
  { whole, startedAt }: Evidence,
  offset: Offset | null,
): Likeness {
  if (isType(task.type) && task.type !== intent.kind) return 'other'
  const shown = whole.get(task.task_id)
  const like = likeness(shown ?? task.prompt, intent.prompt)
  if (like === 'other' || offset === null) return offset === null && like === 'same' ? 'perhaps' : like
  const { least, most, isMeasured } = offset
  const sinceIntent = task.created_at * 1000 - intent.intendedAt
  const isWithin = (ahead: number, behind: number, longestMs: number) =>
    sinceIntent - behind >= -toleranceMs && sinceIntent - ahead <= longestMs
  if (!isWithin(most, least, latestMs)) return 'other'
  // Where nothing measures it, the clocks are taken to agree as far as they can.
  const likely = Math.min(Math.max(0, least), most)
  const isUsual = isMeasured ? isWithin(least, most, usualMs) : isWithin(likely, likely, usualMs)
  const isOfThisStart = startedAt === null || intent.intendedAt >= startedAt - toleranceMs
  return isUsual && isOfThisStart && isType(task.type) ? like : 'perhaps'
}

/** Whether the list has what it must have. If not, it is cut, cleared, or that of another desktop under the same name. */
function isComplete(
  known: readonly TaskHandle[],
  { tasks, startedAt }: Evidence,
  offset: Offset | null,
): boolean {
  if (offset === null) return false
  const listed = new Set(tasks.map(({ task_id }) => task_id))
  const oldest = Math.min(...tasks.map(({ created_at }) => created_at * 1000))
  return known.every(({ taskId, sentAt }) => {
    if (sentAt === undefined || listed.has(taskId)) return true
    if (startedAt === null || sentAt < startedAt + toleranceMs) return true
    return tasks.length >= longestList && sentAt + offset.least <= oldest + toleranceMs
  })
}

/** Whether the task would be in the list if it had ever been accepted. */
function reachesBack(
  { tasks, startedAt, askedAt }: Evidence,
  { intendedAt }: OpenIntent,
  offset: Offset | null,
): boolean {
  const since = intendedAt - toleranceMs
  if (offset === null || startedAt === null || startedAt >= since || intendedAt > askedAt) return false
  const isBefore = ({ created_at }: ListedTask) => created_at * 1000 - offset.least < since
  return tasks.length < longestList || tasks.some(isBefore)
}

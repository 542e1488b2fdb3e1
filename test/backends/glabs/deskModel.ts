/** A G-Labs and our books about it, as a model that knows the truth: whose each task is, and what was ever accepted. */
import type { Found, JobHandle, OpenIntent, Sent } from '../../../src/backends/backend.ts'
import { type Evidence, findTasks } from '../../../src/backends/glabs/find.ts'
import { isWhole } from '../../../src/backends/glabs/listedPrompt.ts'
import { handleOfSent, identityOf, taskHandle } from '../../../src/backends/glabs/taskHandle.ts'

export interface DeskHabits {
  /** How far its clock is ahead of ours. */
  readonly skewMs: number
  readonly wholeSeconds: boolean
  readonly countedIds: boolean
  readonly cutsUnits: boolean
  readonly wholeStatus: boolean
}

/** `stranger`: somebody else's, from another store or by hand. */
export interface ModelTask {
  readonly id: string
  readonly prompt: string
  readonly recipe: string
  /** By our clock. */
  readonly createdAt: number
}

export interface ModelJob extends OpenIntent {
  /** Another process is sending it. */
  isForeign: boolean
  /** What it became in truth. */
  readonly task: ModelTask | null
  state: 'open' | 'known' | 'unknown' | 'absent'
  handle: JobHandle | null
  /** The task that its handle was given for. */
  given: ModelTask | null
  givenUpAt: number | null
}

export type Cut = 'answered' | 'before' | 'after'

const START = 1_800_000_000_000

export function deskModel(habits: DeskHabits) {
  let now = START
  let startedAt = START - 40 * 86_400_000
  let tasks: ModelTask[] = []
  let opened = 0
  const jobs: ModelJob[] = []

  const accept = (prompt: string, recipe: string): ModelTask => {
    opened += 1
    const id = habits.countedIds ? `${tasks.length + 1}`.padStart(8, '0') : `${opened}`.padStart(8, 'a')
    const task = { id, prompt, recipe, createdAt: now }
    tasks.push(task)
    return task
  }
  const createdOf = (task: ModelTask) => {
    const seconds = (task.createdAt + habits.skewMs) / 1000
    return habits.wholeSeconds ? Math.floor(seconds) : seconds
  }
  const shownOf = (task: ModelTask) => ({
    task_id: task.id,
    type: 'image',
    prompt: habits.cutsUnits ? task.prompt.slice(0, 50) : Array.from(task.prompt).slice(0, 50).join(''),
    created_at: createdOf(task),
  })
  const sentNow = (): Sent => {
    const without = jobs.filter(({ handle }) => handle === null)
    return {
      open: without.filter(({ state, isForeign }) => state === 'open' && !isForeign),
      others: without.filter(
        ({ state, isForeign }) => state === 'unknown' || (state === 'open' && isForeign),
      ),
      known: jobs.flatMap(({ handle }) => (handle === null ? [] : [handle])),
    }
  }
  const evidence = (): Evidence => ({
    tasks: tasks.slice(-50).reverse().map(shownOf),
    whole: new Map(
      habits.wholeStatus
        ? tasks.flatMap(({ id, prompt }) => (isWhole(prompt) ? [[id, prompt] as const] : []))
        : [],
    ),
    startedAt,
    askedAt: now,
  })
  return {
    jobs,
    wait: (ms: number) => {
      now += ms
    },
    send: (recipe: string, prompt: string, cut: Cut, isForeign = false) => {
      const intendedAt = now
      now += 20
      const sentAt = now
      now += 180
      const task = cut === 'before' ? null : accept(prompt, recipe)
      now += 120
      const isKnown = cut === 'answered' && task !== null
      const times = { sentAt, answeredAt: now }
      jobs.push({
        id: `job ${jobs.length}`, recipe, prompt, kind: 'image', intendedAt, isForeign, task, givenUpAt: null,
        state: isKnown ? 'known' : 'open', given: isKnown ? task : null,
        handle: isKnown ? handleOfSent(task.id, { kind: 'image', prompt }, times) : null,
      }) // biome-ignore format: one row of the books
    },
    /** The other process gets its answers. */
    answerForeign: () => {
      for (const job of jobs.filter(({ isForeign, state }) => isForeign && state === 'open')) {
        job.state = job.task === null ? 'absent' : 'known'
        if (job.task === null) continue
        job.given = job.task
        const times = { sentAt: job.intendedAt + 20, answeredAt: now }
        job.handle = handleOfSent(job.task.id, job, times)
      }
    },
    stranger: (prompt: string) => {
      accept(prompt, 'stranger')
      now += 100
    },
    /** It breaks every line: what another process was sending is open, too. */
    restart: () => {
      for (const job of jobs) if (job.state === 'open') job.isForeign = false
      now += 5_000
      tasks = []
      startedAt = now
      now += 5_000
    },
    openJobs: () => jobs.filter(({ state, isForeign }) => state === 'open' && !isForeign),
    /** What else nobody knows of, or another process will: it may be taken for one of ours. */
    strays: () =>
      jobs.filter(({ state, isForeign }) => state === 'unknown' || (state === 'open' && isForeign)),
    wasRestartedSince: (job: ModelJob) => job.intendedAt < startedAt,
    isListFull: () => tasks.length >= 50,
    /** Its clock, by a job that was answered at once and is in the list. */
    isMeasured: () => {
      const listed = new Set(tasks.slice(-50))
      return jobs.some(({ given, handle }) => {
        if (given === null || handle === null || !listed.has(given)) return false
        const { sentAt = 0, answeredAt = Infinity } = taskHandle.parse(handle)
        return answeredAt - sentAt <= 1_000
      })
    },
    freeTasks: () => {
      const given = new Set(jobs.map((job) => job.given))
      return tasks.slice(-50).filter((task) => !given.has(task))
    },
    lookUp: (): Map<string, Found> => {
      const answers = findTasks(sentNow(), evidence())
      for (const job of jobs) {
        const answer = answers.get(job.id)
        if (answer === undefined) continue
        job.state = answer.status === 'found' ? 'known' : answer.status
        if (answer.status === 'unknown') job.givenUpAt = now
        if (answer.status !== 'found') continue
        job.handle = answer.handle
        job.given = tasks.find(({ id }) => id === answer.handle.taskId) ?? null
      }
      now += 500
      return answers
    },
    /** The task whose result would come into the slot of a job, or null where its handle is no good any more. */
    takenFor: ({ handle }: ModelJob): ModelTask | null => {
      const known = taskHandle.parse(handle)
      const task = tasks.find(({ id }) => id === known.taskId)
      if (task === undefined) return null
      const prompt = habits.wholeStatus ? task.prompt : shownOf(task).prompt
      const identity = identityOf({ ...shownOf(task), prompt }, known)
      const isOlder = known.answeredAt !== undefined && startedAt > known.answeredAt + 2_000
      return identity === 'another' || (identity === 'another if restarted' && isOlder) ? null : task
    },
  }
}

export type DeskModel = ReturnType<typeof deskModel>

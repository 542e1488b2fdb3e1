/** A service in memory that does what a script says, call by call, and knows for sure which jobs it took. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Backend, BackendError, Found, JobHandle, JobState } from '../../../src/backends/backend.ts'
import { PICTURES } from '../../stories/support/scenes.ts'

/** What becomes of one POST. `turns`: how many turns of the event loop the answer takes, which decides who is first. */
export interface Step {
  readonly turns: number
  readonly does: /** Taken, and then: */
    | 'made'
    | 'made at once'
    | 'fails'
    | 'refused'
    | 'gone'
    /** Until the next command. */
    | 'late'
    /** Taken, but the line breaks; `find` can tell, or cannot. */
    | 'cut, found'
    | 'cut, unknown'
    /** The line breaks before it is taken; `find` can tell, or cannot. */
    | 'lost, absent'
    | 'lost, unknown'
    /** Not taken, and said so. */
    | 'not taken'
    | 'throttled'
    | 'never sent'
    /** The process dies here: before the service takes it, or after. */
    | 'dies before'
    | 'dies after'
}

export interface FakeService {
  /** The ids of the jobs that it took, with their models. */
  readonly taken: Map<string, string>
  readonly steps: Step[]
  /** An instance as one process sees it. `die` is called where the script says so, and ends that process. */
  connect(name: string, signal: AbortSignal, die: () => void): Backend
  /** A new command: what was late is there. */
  next(): void
}

export function fakeService(steps: Step[]): FakeService {
  const taken = new Map<string, string>()
  const course = new Map<string, Step>()
  let late = new Set<string>()
  const take = (id: string, step: Step, model: string): JobState => {
    taken.set(id, model)
    course.set(id, step)
    if (step.does === 'late') late.add(id)
    if (step.does === 'made at once') return DONE
    return { status: 'running', handle: { id } }
  }
  const start = (id: string, model: string, die: () => void): JobState => {
    const step = steps.shift() ?? { turns: 0, does: 'made' }
    switch (step.does) {
      case 'not taken':
        return failed({ errorType: 'api_error', retryable: true })
      case 'throttled':
        return failed({ errorType: 'api_error', retryable: true, rateLimited: true })
      case 'never sent':
        return failed({ errorType: 'connection refused', retryable: true })
      case 'lost, absent':
      case 'lost, unknown':
        course.set(id, step)
        return CUT
      case 'cut, found':
      case 'cut, unknown':
        take(id, step, model)
        return CUT
      case 'dies before':
        die()
        return CUT
      case 'dies after':
        take(id, step, model)
        die()
        return CUT
      default:
        return take(id, step, model)
    }
  }
  const found = (id: string): Found => {
    const does = course.get(id)?.does
    if (does === 'cut, unknown' || does === 'lost, unknown') return { status: 'unknown' }
    return taken.has(id) ? { status: 'found', handle: { id } } : { status: 'absent' }
  }
  return {
    taken,
    steps,
    next: () => {
      late = new Set()
    },
    connect: (name, signal, die) => ({
      name,
      type: 'fake',
      hasSeeds: false,
      suggestedConcurrency: 64,
      health: async () => ({ up: true }),
      normalise: ({ kind, prompt, parameters, inputs }) => {
        return { kind, prompt, model: parameters.model, inputs: inputs.map(({ media }) => media.sha256) }
      },
      supports: () => [],
      start: async ({ parameters }, { idempotencyKey }) => {
        await turns(steps[0]?.turns ?? 0)
        signal.throwIfAborted()
        const state = start(idempotencyKey, String(parameters.model), die)
        await turns(steps[0]?.turns ?? 0)
        signal.throwIfAborted()
        return state
      },
      check: async (handle) => {
        const id = idOf(handle)
        const step = course.get(id)
        await turns(step?.turns ?? 0)
        signal.throwIfAborted()
        return late.has(id) ? { status: 'running', handle } : endOf(step)
      },
      find: async (readSent) => {
        const { open } = await readSent()
        signal.throwIfAborted()
        return new Map(open.map(({ id }) => [id, found(id)]))
      },
    }),
  }
}

const DONE: JobState = { status: 'done', media: [{ bytes: PICTURES.ife }], warnings: [] }
const CUT = failed({ errorType: 'connection refused', retryable: false, mayHaveBeenPaid: true })

function endOf(step: Step | undefined): JobState {
  switch (step?.does) {
    case 'fails':
      return failed({ errorType: 'api_error', retryable: true })
    case 'refused':
      return failed({ errorType: 'content_policy', retryable: false })
    case 'gone':
      return failed({ errorType: 'api_error', retryable: true, mayHaveBeenPaid: true })
    default:
      return DONE
  }
}

function failed(error: Omit<BackendError, 'message'>): JobState {
  return { status: 'failed', error: { message: 'as the script says', ...error } }
}

async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await nextTurn()
}

function idOf(handle: JobHandle): string {
  return String(handle.id)
}

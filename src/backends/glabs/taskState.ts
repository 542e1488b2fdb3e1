/** A status reply as a job's state. No news is not a failure; a task that is gone may have been paid. */
import type { JobState, RemoteMedia } from '../backend.ts'
import type { Exchange } from './client.ts'
import { answerOf, failureOfTask, isOutOfReach } from './failures.ts'
import { parseReply, statusReply, type TaskStatus } from './replies.ts'

export function taskState(taskId: string, exchange: Exchange, baseUrl: string): JobState {
  const handle = { taskId }
  if (!exchange.answered || isOutOfReach(exchange)) {
    const error = { errorType: 'connection refused', message: answerOf(exchange), retryable: true } as const
    return { status: 'failed', error }
  }
  const { status } = exchange
  if (status === 404) {
    const message = `the task is gone (G-Labs was restarted or forgot it): ${taskId}; it may have been paid`
    return failed(message, true)
  }
  // Too many questions or a stumble: says nothing about the task. The engine's deadline ends the asking.
  if (status === 429 || status >= 500) return { status: 'running', handle }
  const task = status === 200 ? parseReply(statusReply, exchange.text) : null
  if (task === null) return unasked(answerOf(exchange))
  if (task.status === 'failed') return { status: 'failed', error: failureOfTask(task) }
  if (task.status !== 'completed') return { status: 'running', handle }
  return completed(task, baseUrl)
}

/** One is asked for. A list without end is not turned into as many addresses. */
const MOST_RESULTS = 64

function completed({ results }: TaskStatus, baseUrl: string): JobState {
  const media = (results ?? [])
    .slice(0, MOST_RESULTS)
    .map((url): RemoteMedia => ({ url: atBase(url, baseUrl) }))
  if (media.length === 0) return failed('G-Labs says completed, but names no result', true)
  return { status: 'done', media, warnings: [] }
}

/** Result URLs carry the program's own bind host. The rest stays as it is, letter by letter: names can hold `%`. */
function atBase(url: string, baseUrl: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  return `${baseUrl}${path.startsWith('/') ? '' : '/'}${path}`
}

function failed(message: string, retryable: boolean): JobState {
  return { status: 'failed', error: { errorType: 'api_error', message, retryable, mayHaveBeenPaid: true } }
}

/** A wrong key, a body that cannot be read: the task itself may be well. */
function unasked(message: string): JobState {
  const error = { errorType: 'api_error', message, retryable: false, keepHandle: true } as const
  return { status: 'failed', error }
}

/** Asks how a task stands, and whether it is still the one that its handle was given for. */
import type { JobHandle, JobState } from '../backend.ts'
import type { Client, Exchange } from './client.ts'
import { answerOf, isOutOfReach } from './failures.ts'
import { parseReply, startOf, statusReply } from './replies.ts'
import { identityOf, type TaskHandle, taskHandle, toleranceMs } from './taskHandle.ts'
import { taskState } from './taskState.ts'

export async function check(client: Client, handle: JobHandle, signal: AbortSignal): Promise<JobState> {
  const known = taskHandle.parse(handle)
  const exchange = await client.get(`/api/status/${known.taskId}`, signal)
  const state = taskState(known.taskId, exchange, client.baseUrl)
  const shown = exchange.answered ? parseReply(statusReply, exchange.text) : null
  const identity = shown === null ? 'same' : identityOf(shown, known)
  if (identity === 'another') return gone(known)
  if (state.status === 'running') return { status: 'running', handle }
  // Times that do not fit are mostly a clock of its own: only at the end is it worth a question.
  if (identity === 'another if restarted') {
    const health = await client.get('/api/health', signal)
    if (isOutOfReach(health)) return outOfReach(health)
    const startedAt = startOf(health) ?? 0
    if (known.answeredAt !== undefined && startedAt > known.answeredAt + toleranceMs) return gone(known)
  }
  return state
}

/** A picture that somebody else asked for must not come into this slot. */
function gone({ taskId }: TaskHandle): JobState {
  const message = `the task is gone: G-Labs was restarted, and ${taskId} is another one there by now; it may have been paid`
  return {
    status: 'failed',
    error: { errorType: 'api_error', message, retryable: true, mayHaveBeenPaid: true },
  }
}

function outOfReach(health: Exchange): JobState {
  return {
    status: 'failed',
    error: { errorType: 'connection refused', message: answerOf(health), retryable: true },
  }
}

import { expect, test } from 'vitest'
import { failureOfTask } from '../../../src/backends/glabs/failures.ts'
import { taskState } from '../../../src/backends/glabs/taskState.ts'

const rows: [code: number, error: string, expected: object][] = [
  [400, 'PUBLIC_ERROR_UNSAFE_GENERATION', { errorType: 'content_policy', retryable: false }],
  [400, 'CONTENT_POLICY: no', { errorType: 'content_policy', retryable: false }],
  [500, 'PUBLIC_ERROR_MINOR_UPLOAD', { errorType: 'content_policy' }],
  [0, 'PUBLIC_ERROR_SEXUAL', { errorType: 'content_policy' }],
  [400, 'PUBLIC_ERROR_VIOLENCE', { errorType: 'content_policy' }],
  [400, 'PUBLIC_ERROR_DANGER_FILTER', { errorType: 'content_policy' }],
  [400, 'PUBLIC_ERROR_PROMINENT_PEOPLE_FILTER_FAILED', { errorType: 'content_policy' }],
  [400, 'PUBLIC_ERROR_IP_INPUT_IMAGE', { errorType: 'content_policy' }],
  [400, 'PUBLIC_ERROR_AUDIO_FILTERED', { errorType: 'content_policy' }],
  [400, 'This violates our terms', { errorType: 'content_policy' }],
  [400, 'Vi phạm chính sách nội dung', { errorType: 'content_policy' }],
  [400, 'Vi phạm chính sách nội dung'.normalize('NFD'), { errorType: 'content_policy' }],
  [
    400,
    'Request contains an invalid argument. INVALID_ARGUMENT',
    { errorType: 'api_error', retryable: true },
  ],
  [400, 'bad size', { errorType: 'api_error', retryable: false }],
  [500, 'safety service unavailable', { errorType: 'api_error', retryable: true }],
  [401, 'session expired', { errorType: 'api_error', retryable: false }],
  [403, 'PUBLIC_ERROR_MODEL_ACCESS_DENIED', { errorType: 'model not available', retryable: false }],
  [403, 'no permission', { errorType: 'api_error', retryable: false }],
  [429, 'Hết hạn mức', { errorType: 'api_error', retryable: true, rateLimited: true }],
  [499, 'stopped', { errorType: 'api_error', retryable: false }],
  [500, 'internal', { errorType: 'api_error', retryable: true }],
  [502, 'bad gateway', { errorType: 'api_error', retryable: true }],
  [503, 'unavailable', { errorType: 'api_error', retryable: true }],
  [504, 'deadline', { errorType: 'timeout', retryable: true }],
  [0, 'Timeout: no result generated', { errorType: 'timeout', retryable: true }],
  [0, 'Task timed out (600s)', { errorType: 'timeout', retryable: true }],
  [0, 'No active accounts available', { errorType: 'api_error', retryable: true }],
  [0, 'Missing required field: prompt', { errorType: 'api_error', retryable: false }],
]

test.each(rows)('a task failed with %i "%s" is told as what it is', (error_code, error, expected) => {
  const failure = failureOfTask({
    status: 'failed',
    error_code,
    error,
    error_detail: `${error_code}: ${error}`,
  })
  expect(failure).toMatchObject(expected)
  expect(failure.message).toContain(error)
})

test('both texts of a failure are kept whole, and a missing code is read from the detail', () => {
  const texts = { error: 'Đã hết hạn mức', error_detail: '429: RESOURCE_EXHAUSTED' }
  const failure = failureOfTask({ status: 'failed', ...texts })
  expect(failure).toMatchObject({ rateLimited: true, message: 'Đã hết hạn mức (429: RESOURCE_EXHAUSTED)' })
  expect(failureOfTask({ status: 'failed', error_code: 503 }).message).toMatch(/503/)
})

const answer = (status: number, text: string, isHtml = false) =>
  taskState('0a1b2c3d', { answered: true, status, text, isHtml, retryAfterMs: undefined }, 'http://desk:1')
const error = (expected: object) => ({ status: 'failed', error: expect.objectContaining(expected) })

test.each([
  ['pending', answer(200, '{"status":"pending"}'), { status: 'running', handle: { taskId: '0a1b2c3d' } }],
  ['a word we do not know', answer(200, '{"status":"queued"}'), { status: 'running' }],
  ['a stumble', answer(500, '{"error":"oops"}'), { status: 'running' }],
  ['too many questions', answer(429, '{}'), { status: 'running' }],
  [
    'a task that is gone',
    answer(404, '{"error":"?"}'),
    error({ errorType: 'api_error', mayHaveBeenPaid: true }),
  ],
  ['a dead tunnel', answer(530, '<html>', true), error({ errorType: 'connection refused', retryable: true })],
  ['a page that is not G-Labs', answer(404, '<html>', true), error({ errorType: 'connection refused' })],
  [
    'a wrong key',
    answer(401, '{"error":"no"}'),
    error({ message: expect.stringContaining('GLABS_API_KEY') }),
  ],
  ['no results', answer(200, '{"status":"completed","results":[]}'), error({ mayHaveBeenPaid: true })],
  [
    'a foreign origin and a %',
    answer(200, '{"status":"completed","results":["http://0.0.0.0:8765/api/files/100%_a%25.png"]}'),
    { status: 'done', media: [{ url: 'http://desk:1/api/files/100%_a%25.png' }], warnings: [] },
  ],
])('asked for a task, %s means what it should', (_name, state, expected) => {
  expect(state).toMatchObject(expected)
})

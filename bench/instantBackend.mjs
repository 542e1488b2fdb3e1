// A backend without a service: every job is done when it is asked for the first time. What remains is Retake's own work.
import { crc32 } from 'node:zlib'
import { createGlabsBackend, plainClip, plainStill } from './builtRetake.mjs'

/**
 * @typedef {import('../src/backends/backend.ts').Backend} Backend
 * @typedef {import('../src/backends/backend.ts').GenerationRequest} GenerationRequest
 * @typedef {import('../src/backends/backend.ts').JobState} JobState
 */

const still = Buffer.from(plainStill({ aspectRatio: '9:16' }, 'c0ffee'))
const clip = Buffer.from(await plainClip({ aspectRatio: '9:16', seconds: 8 }, 'c0ffee00'))
const endOfPng = 12

/**
 * Requests are checked and written down as those of G-Labs; none leaves the process.
 *
 * @param {(request: GenerationRequest) => JobState | null} [instead] Answers in its place when it is not null.
 * @returns {Backend}
 */
export function instantBackend(instead = () => null) {
  let count = 0
  return {
    ...createGlabsBackend({ name: 'glabs', url: 'http://127.0.0.1:9', apiKey: undefined }),
    health: async () => ({ up: true }),
    start: async (request) => {
      count += 1
      return instead(request) ?? { status: 'running', handle: { taskId: `${request.kind} ${count}` } }
    },
    check: async ({ taskId }) => {
      const bytes = String(taskId).startsWith('image')
        ? markedStill(String(taskId))
        : markedClip(String(taskId))
      return { status: 'done', media: [{ bytes }], warnings: [] }
    },
  }
}

/** The same picture with bytes of its own: a text chunk before the end. @param {string} mark */
function markedStill(mark) {
  const body = Buffer.from(`tEXtComment\0${mark}`, 'latin1')
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(body.length - 4, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), body.length + 4)
  return Buffer.concat([still.subarray(0, -endOfPng), chunk, still.subarray(-endOfPng)])
}

/** The same clip with bytes of its own: a box at the end that players skip. @param {string} mark */
function markedClip(mark) {
  const box = Buffer.alloc(8 + mark.length)
  box.writeUInt32BE(box.length, 0)
  box.write(`free${mark}`, 4, 'latin1')
  return Buffer.concat([clip, box])
}

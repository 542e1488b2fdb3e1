// A generation as a script without Retake does it: send, ask until it is done, fetch the bytes. Fails on the first failure.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Like Retake it asks after a short time first, then after a small share of what it has waited, so that both find out
 * equally soon.
 *
 * @param {import('../src/backends/backend.ts').Backend} backend
 * @param {{ pollMs: number }} options The shortest pause between two questions.
 * @returns {(order: import('./plainScript.mjs').Order) => Promise<Uint8Array>}
 */
export function generateWith(backend, { pollMs }) {
  return async ({ kind, prompt, properties, inputs }) => {
    // Of its own: fetch leaves a listener on the signal with every question.
    const { signal } = new AbortController()
    const startedAt = performance.now()
    let state = await backend.start(requestOf(kind, prompt, properties, inputs), {
      idempotencyKey: '',
      signal,
    })
    while (state.status === 'running') {
      const { handle } = state
      state = await backend.check(handle, { signal })
      if (state.status === 'running') await wait(Math.max(pollMs, (performance.now() - startedAt) * 0.03))
    }
    if (state.status === 'failed') throw new Error(state.error.message)
    const [medium] = state.media
    if (medium === undefined) throw new Error('It is done, and there is no file.')
    return 'bytes' in medium ? medium.bytes : new Uint8Array(await (await fetch(medium.url)).arrayBuffer())
  }
}

/**
 * @param {'image' | 'video'} kind
 * @param {string} prompt
 * @param {Record<string, unknown>} parameters
 * @param {readonly string[]} paths
 * @returns {import('../src/backends/backend.ts').GenerationRequest}
 */
function requestOf(kind, prompt, parameters, paths) {
  const role = kind === 'image' ? /** @type {const} */ ('reference') : /** @type {const} */ ('start frame')
  const inputs = paths.map((path) => {
    const bytes = readFileSync(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    return { role, media: { sha256, open: () => new Blob([bytes]).stream() } }
  })
  return { kind, title: '', prompt, parameters, inputs, chance: { seed: 0, take: 1, slot: 1 } }
}

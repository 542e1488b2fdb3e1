/** The text of a reply, up to a length: a service that never ends its answer, or packs gigabytes into it, fills no memory. */

const MOST_BYTES = 32 * 1024 * 1024
const SILENCE_MS = 60_000

/**
 * @throws Error where it is longer, the rest is not read; where nothing more comes; or the signal's reason. Node's `fetch`
 * waits for ever for the end of what is said to be gzip and is not, and no signal given to it ends that.
 */
export async function replyText({ body }: Response, signal?: AbortSignal | null): Promise<string> {
  if (body === null) return ''
  const pieces: Uint8Array[] = []
  let byteCount = 0
  const reader = body.getReader()
  let isSilent = false
  const cancel = () => void reader.cancel().catch(() => {})
  const silence = setTimeout(() => {
    isSilent = true
    cancel()
  }, SILENCE_MS)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal?.throwIfAborted()
      if (isSilent) throw new Error(`its answer did not go on for ${SILENCE_MS / 1000} s`)
      if (done) return new TextDecoder().decode(Buffer.concat(pieces))
      byteCount += value.byteLength
      if (byteCount > MOST_BYTES) throw new Error(`its answer is longer than ${MOST_BYTES / 1024 / 1024} MB`)
      pieces.push(value)
      silence.refresh()
    }
  } finally {
    clearTimeout(silence)
    signal?.removeEventListener('abort', cancel)
    cancel()
  }
}

/** Objects for a mirror out of a file on disk, and a line that goes wrong on demand between Retake and a real server. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { MirrorObject, OpenUpload, PutOptions } from '../../../src/media/mirror/mirrorTarget.ts'

export function objectOf(bytes: Uint8Array, over: Partial<MirrorObject> = {}): MirrorObject {
  const folder = mkdtempSync(join(tmpdir(), 'retake-mirror-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const path = join(folder, sha256)
  writeFileSync(path, bytes)
  const named = { key: `retake/s1/${sha256}.png`, downloadName: 'scene-01.png', mediaType: 'image/png' }
  return { sha256, byteCount: bytes.byteLength, path, ...named, ...over }
}

/** Uploads in parts as the store would remember them. */
export function memory(): PutOptions['uploads'] & { readonly open: Map<number, OpenUpload> } {
  const open = new Map<number, OpenUpload>()
  let last = 0
  return {
    open,
    begin: async (key) => {
      last += 1
      open.set(last, { id: last, key, uploadId: null, beganAt: Date.now() })
      return last
    },
    named: async (id, uploadId) => {
      open.set(id, { ...open.get(id)!, uploadId })
    },
    ended: async (id) => {
      open.delete(id)
    },
  }
}

export function putOptions(over: Partial<PutOptions> = {}): PutOptions {
  return { signal: new AbortController().signal, uploads: memory(), onProgress: () => {}, ...over }
}

/** What the line does with a request instead of passing it on; undefined: passes it on. `hold`: never answers. */
export type Fault = (asked: IncomingMessage) => Answer | 'cut' | 'flip' | 'hold' | undefined

export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface FaultyLine {
  /** In place of the server's own. */
  readonly endpoint: string
  /** `PUT`, `HEAD` and so on, in order. */
  readonly methods: string[]
  /** How many were under way at once, at the most. */
  atOnce(): number
  setFault(fault: Fault): void
}

/** The `Host` is passed on as it is: signatures hold. */
export async function faultyLine(endpoint: string): Promise<FaultyLine> {
  const { hostname, port } = new URL(endpoint)
  const methods: string[] = []
  let fault: Fault = () => undefined
  let active = 0
  let most = 0
  const handle = (asked: IncomingMessage, answer: ServerResponse) => {
    methods.push(asked.method ?? '')
    active += 1
    most = Math.max(most, active)
    answer.on('close', () => {
      active -= 1
    })
    const what = fault(asked)
    if (what === 'cut') asked.once('data', () => asked.socket.destroy())
    else if (what === 'hold') asked.resume()
    else if (what === undefined || what === 'flip') {
      const { method, url, headers } = asked
      const upward = request({ hostname, port, method, path: url, headers }, (back) => {
        answer.writeHead(back.statusCode ?? 502, back.headers)
        back.pipe(answer)
      })
      upward.on('error', () => answer.destroy())
      asked.on('data', (chunk: Buffer) => {
        if (what === 'flip') chunk[0] = (chunk[0] ?? 0) ^ 1
        upward.write(chunk)
      })
      asked.on('end', () => upward.end())
    } else {
      asked.resume()
      asked.on('end', () => answer.writeHead(what.status, what.headers).end(what.body))
    }
  }
  const server = createServer(handle)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${own}`,
    methods,
    atOnce: () => most,
    setFault: (next) => {
      fault = next
    },
  }
}

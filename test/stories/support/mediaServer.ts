/** A tiny server of pictures on the loopback; a test puts other bytes behind the same address. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface MediaServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  readonly files: Map<string, Uint8Array>
  /** Paths that were asked for, in order. */
  readonly asked: string[]
}

/** `silent`: takes every request and answers none. */
export async function openMediaServer(
  files: Readonly<Record<string, Uint8Array>>,
  { silent = false } = {},
): Promise<MediaServer> {
  const served = new Map(Object.entries(files))
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    asked.push(path)
    if (silent) return
    const bytes = served.get(path.slice(1))
    if (bytes === undefined) response.writeHead(404).end('not here')
    else response.writeHead(200, { 'Content-Type': 'image/png' }).end(bytes)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, files: served, asked }
}

/** An upload proxy on loopback: it keeps what it is sent, and answers what it is told to. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { onTestFinished } from 'vitest'

/** What it takes and keeps is only what arrives whole. */
export async function uploadProxy(reply: (taken: Taken) => Reply) {
  const taken: Taken[] = []
  const server = createServer((asked, answer) => {
    const pieces: Buffer[] = []
    asked.on('data', (piece: Buffer) => pieces.push(piece))
    asked.on('end', () => {
      const { method = '', url: path = '', headers } = asked
      const one = { method, path, headers, body: Buffer.concat(pieces) }
      taken.push(one)
      const { status = 200, headers: more = {}, body = '' } = reply(one)
      answer.writeHead(status, more).end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}/upload`, taken }
}

interface Taken {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

export interface Reply {
  readonly status?: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

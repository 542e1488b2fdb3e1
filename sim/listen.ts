/** A server that can drop off and come back at the same address. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'

export interface Listener {
  /** `http://127.0.0.1:8765` */
  readonly url: string
  /** Breaks every socket, then listens no more: for `forMs`, or until called back. */
  leave(forMs?: number): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

type Fetch = Parameters<typeof getRequestListener>[0]

/** Rejects when the port is taken. */
export async function listen(
  fetch: Fetch,
  { host, port }: { host: string; port: number },
): Promise<Listener> {
  const server = createServer(getRequestListener(fetch))
  await open(server, host, port)
  const { port: taken } = server.address() as AddressInfo
  let returning: NodeJS.Timeout | undefined
  /** Counts what it was told; only the last word holds. */
  let word = 0
  const comeBack = async () => {
    word += 1
    clearTimeout(returning)
    if (!server.listening) await open(server, host, taken)
  }
  const leave = async (forMs?: number) => {
    word += 1
    const mine = word
    clearTimeout(returning)
    await end(server)
    if (forMs !== undefined && mine === word) returning = setTimeout(() => void comeBack(), forMs)
  }
  return { url: `http://${host}:${taken}`, leave, comeBack, close: () => leave() }
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

function end(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve()
  return new Promise((resolve, reject) => {
    server.close((cause) => (cause ? reject(cause) : resolve()))
    server.closeAllConnections()
  })
}

/** A G-Labs that draws its pictures: for trying Retake, for tests and benchmarks. Listens on this machine only. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { createDesk, type DeskOptions } from './desk.ts'
import { createFaults, type Fault } from './fault.ts'
import type { LedgerEntry } from './ledger.ts'
import { createRoutes } from './routes.ts'

export interface SimOptions extends Partial<DeskOptions> {
  /** 0 or absent: a free one. */
  readonly port?: number
  readonly host?: string
  /** Without one every request is let in. */
  readonly apiKey?: string
  readonly faults?: readonly Fault[]
  /** What result URLs begin with; the sim's own address if absent. */
  readonly resultOrigin?: string
}

export interface Sim {
  /** `http://127.0.0.1:8765` */
  readonly url: string
  /** Every POST that asked for a picture or a clip, oldest first; `status` is that of now. */
  ledger(): readonly LedgerEntry[]
  /** As if the program were started anew: tasks and files are forgotten, the address stays. */
  restart(): void
  close(): Promise<void>
}

/** Rejects when the port is taken. */
export async function startSim(options: SimOptions = {}): Promise<Sim> {
  const { host = '127.0.0.1', latencyMs = { image: 0, video: 0 }, width = 5, pictures = 'drawn' } = options
  const newDesk = () => createDesk({ latencyMs, width, pictures })
  const entries: Omit<LedgerEntry, 'status'>[] = []
  let desk = newDesk()
  let startedAt = Date.now()
  let url = ''
  const ledger = () =>
    entries.map((entry): LedgerEntry => {
      return { ...entry, status: entry.taskId === null ? 'refused' : desk.statusOf(entry.taskId) }
    })
  const app = createRoutes({
    desk: () => desk,
    apiKey: options.apiKey,
    startedAt: () => startedAt,
    resultOrigin: () => options.resultOrigin ?? url,
    effectOf: createFaults(options.faults ?? []),
    ledger,
    enter: (entry) => entries.push({ at: Date.now(), ...entry }),
  })
  const server = createAdaptorServer({ fetch: app.fetch })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  url = `http://${host}:${portOf(server.address())}`
  return {
    url,
    ledger,
    restart: () => {
      desk.close()
      desk = newDesk()
      startedAt = Date.now()
    },
    close: () => {
      desk.close()
      return new Promise((resolve, reject) => {
        server.close((cause) => (cause ? reject(cause) : resolve()))
        if ('closeAllConnections' in server) server.closeAllConnections()
      })
    },
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}

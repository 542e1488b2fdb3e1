/** A G-Labs that draws its pictures: for trying Retake, for tests and benchmarks. Listens on this machine only. */
import { createFaults } from './createFaults.ts'
import { createDesk, type DeskOptions } from './desk.ts'
import type { Fault } from './fault.ts'
import type { LedgerEntry } from './ledger.ts'
import { listen } from './listen.ts'
import { createRoutes } from './routes.ts'

export interface SimOptions extends Partial<DeskOptions> {
  /** 0 or absent: a free one. */
  readonly port?: number
  readonly host?: string
  /** Without one every request is let in. */
  readonly apiKey?: string
  readonly faults?: readonly Fault[]
  /** How long it says to have been up already when it starts. */
  readonly upMs?: number
  /** Called with each request, before it is answered. */
  readonly onCall?: () => void
  /** Called with what is written into the ledger, before the service answers. */
  readonly onEntry?: (entry: Omit<LedgerEntry, 'status'>) => void
  /** What result URLs begin with; the sim's own address if absent. */
  readonly resultOrigin?: string
}

export interface Sim {
  /** `http://127.0.0.1:8765` */
  readonly url: string
  /** Every POST that asked for a picture or a clip, oldest first; `status` is that of now. */
  ledger(): readonly LedgerEntry[]
  /** From now on these faults and no others; their counts begin anew. */
  setFaults(faults: readonly Fault[]): void
  /** Lets the tasks end, and the answers come, that a fault holds. */
  release(): void
  /** As if the program were started anew: tasks and files are forgotten, the address stays. */
  restart(): void
  /** As if the desktop dropped off: open sockets break, further connections are refused. Tasks go on. */
  leave(): Promise<void>
  /** Listens again at the same address. */
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** Rejects when the port is taken. */
export async function startSim(options: SimOptions = {}): Promise<Sim> {
  const { host = '127.0.0.1', port = 0, latencyMs = { image: 0, video: 0 }, width = 5 } = options
  const { pictures = 'drawn', language = 'en', ids = 'random' } = options
  const newDesk = () => createDesk({ latencyMs, width, pictures, ids, language })
  const entries: Omit<LedgerEntry, 'status'>[] = []
  let desk = newDesk()
  let startedAt = Date.now() - (options.upMs ?? 0)
  let effectOf = createFaults(options.faults ?? [])
  const ledger = () =>
    entries.map((entry): LedgerEntry => {
      return { ...entry, status: entry.taskId === null ? 'refused' : desk.statusOf(entry.taskId) }
    })
  const restart = () => {
    desk.close()
    desk = newDesk()
    startedAt = Date.now()
  }
  const app = createRoutes({
    desk: () => desk,
    apiKey: options.apiKey,
    startedAt: () => startedAt,
    resultOrigin: () => options.resultOrigin ?? listener.url,
    effectOf: (call) => effectOf(call),
    leave: ({ forMs, forgets }) => {
      if (forgets) restart()
      void listener.leave(forMs)
    },
    ledger,
    called: options.onCall ?? (() => {}),
    enter: (entry) => {
      const entered = { at: Date.now(), ...entry }
      entries.push(entered)
      options.onEntry?.(entered)
    },
  })
  const listener = await listen(app.fetch, { host, port })
  return {
    url: listener.url,
    ledger,
    setFaults: (faults) => {
      effectOf = createFaults(faults)
    },
    release: () => desk.release(),
    restart,
    leave: () => listener.leave(),
    comeBack: listener.comeBack,
    close: () => {
      desk.close()
      return listener.close()
    },
  }
}

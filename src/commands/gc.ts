/** `gc`: what nothing names any more. Only tells, unless `--delete` says so; candidates never go. */
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { storedFiles, type VaultFile } from '../media/vaultFiles.ts'
import { databaseProblems, namedAnywhere } from '../store/fsck.ts'
import { heldLocks } from '../store/heldLocks.ts'
import { takeLock } from '../store/lock.ts'
import { databaseFile, type Store } from '../store/store.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { leftovers } from './gc/leftovers.ts'
import { addNamedIn, filesToSpare } from './gc/namedOnDisk.ts'
import { takeOut } from './gc/takeOut.ts'
import { unusedLocks } from './gc/unusedLocks.ts'

const INPUT = z.strictObject({
  delete: z.boolean().optional().describe('Delete what the plan names; without it nothing is touched'),
})

type GcInput = z.infer<typeof INPUT>

export interface GcReport {
  /** Absolute path of the `.retake` folder. */
  readonly store: string
  /** What would go; with `--delete`, what went. */
  readonly items: readonly GcItem[]
  readonly byteCount: number
  /** Unnamed too, but used so lately that a command at work may be about to name it. */
  readonly tooYoung: number
  readonly isDeleted: boolean
  readonly notes: readonly string[]
  /** 130 when it was stopped. */
  readonly exitCode: number
}

export interface GcItem {
  readonly is: 'bytes' | 'temporary' | 'lock'
  /** Absolute. */
  readonly path: string
  readonly byteCount: number
  /** Completes "it goes: …". */
  readonly why: string
}

/** What a command takes in is named soon after: before its first job at the latest. */
const YOUNG_MS = 3_600_000

export const gc: Command<GcInput, GcReport> = {
  name: 'gc',
  summary: 'Tell what nothing names any more in the store of this folder, and free it with --delete',
  example: 'retake gc --delete',
  input: INPUT,
  positional: [],
  run: async (app: App, { delete: isDelete = false }: GcInput, report: Report): Promise<GcReport> => {
    const project = await app.project(app.cwd)
    if (!existsSync(databaseFile(project.location))) {
      throw new RetakeError('usage', `There is no store in ${project.location.folder}.`, {
        next: 'Go to the folder of a workflow that was run.',
      })
    }
    const store = project.store()
    await refuseDamaged(store)
    const atWork = heldLocks(store.folder)
    if (isDelete) refuseAtWork(atWork)
    const plan = await planOf(store, report)
    const items = isDelete ? await carryOut(plan, store, app.signal) : plan.items.map(({ item }) => item)
    return {
      store: store.folder,
      items,
      byteCount: items.reduce((sum, { byteCount }) => sum + byteCount, 0),
      tooYoung: plan.tooYoung,
      isDeleted: isDelete,
      notes: atWork.map((holder) => `At work: ${holder}. Until it has ended nothing can be deleted.`),
      exitCode: app.signal.aborted ? 130 : 0,
    }
  },
}

/** What a damaged database names cannot be told. */
async function refuseDamaged({ database, folder }: Store): Promise<void> {
  const [problem] = await databaseProblems(database)
  if (problem === undefined) return
  throw new RetakeError('store_unusable', `The database in ${folder} is damaged: ${problem}. Nothing goes.`, {
    next: 'See what to do: retake fsck',
  })
}

function refuseAtWork(atWork: readonly string[]): void {
  const [holder] = atWork
  if (holder === undefined) return
  throw new RetakeError('locked', `Another Retake is at it: ${holder}. Nothing was deleted.`, {
    next: 'Wait until it has ended, then run this again: what it has just taken in is not named yet.',
  })
}

interface Planned {
  readonly items: readonly {
    readonly item: GcItem
    readonly file: VaultFile | null
    readonly lock: string | null
  }[]
  readonly tooYoung: number
}

async function planOf(store: Store, report: Report): Promise<Planned> {
  // Before the names are read: what is put after this is younger than any limit.
  const limit = Date.now() - YOUNG_MS
  const files = storedFiles(store.folder)
  const left = await leftovers(store)
  const named = await namedNow(store, report)
  const orphans = files.filter(({ name }) => !named.has(name))
  const isOld = ({ usedAt }: VaultFile) => usedAt < limit
  const item = (is: GcItem['is'], why: string) => (file: VaultFile) => {
    return { item: { is, path: file.path, byteCount: file.byteCount, why }, file, lock: null }
  }
  const locks = (await unusedLocks(store)).map((lock) => {
    const path = `${store.folder}/locks/${lock}.lock`
    const why = 'the process that mirrored under it is no more, and left nothing open'
    return { item: { is: 'lock' as const, path, byteCount: 0, why }, file: null, lock }
  })
  return {
    items: [
      ...orphans
        .filter(isOld)
        .map(item('bytes', 'no candidate, reference, source, generated file or file on disk names it')),
      ...left.filter(isOld).map(item('temporary', 'a process that is no more was writing it')),
      ...locks,
    ],
    tooYoung: [...orphans, ...left].filter((file) => !isOld(file)).length,
  }
}

async function namedNow(store: Store, report: Report): Promise<Set<string>> {
  const named = namedAnywhere(store.database)
  for (const path of await filesToSpare(store)) {
    report({ type: 'progress', message: `reading ${path}` })
    await addNamedIn(path, named).catch((cause: unknown) => {
      throw new RetakeError('file_unusable', `${path} cannot be read, so what it names is not known.`, {
        next: 'Make it readable, then run again. Nothing was deleted.',
        cause,
      })
    })
  }
  return named
}

/** @returns what went */
async function carryOut({ items }: Planned, store: Store, signal: AbortSignal): Promise<GcItem[]> {
  const gone: GcItem[] = []
  for (const { item, file, lock } of items) {
    if (signal.aborted) break
    if (file !== null && (await takeOut(file, store.folder))) gone.push(item)
    if (lock === null) continue
    takeLock(store.folder, lock, 'clearing up locks').discard()
    gone.push(item)
  }
  return gone
}

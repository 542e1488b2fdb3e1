/** The mirror beside a run: what is made goes up at once, several at a time, and the run never waits for it but at its end. */
import { randomBytes } from 'node:crypto'
import type { RunEvent } from '../../engine/events.ts'
import { MirrorFailure } from '../../media/mirror/mirrorFailure.ts'
import {
  type MirrorEnd,
  type Mirroring,
  type MirroringOptions,
  openMirroring,
} from '../../media/mirror/mirroring.ts'
import type { MirrorTarget, UploadMemory } from '../../media/mirror/mirrorTarget.ts'
import type { View } from '../../outputs/view.ts'
import { type Lock, takeLock } from '../../store/lock.ts'
import {
  beginUpload,
  endUpload,
  mirroredUrls,
  nameUpload,
  openUploads,
  rememberMirrored,
} from '../../store/mirror.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import type { Prepared } from '../running/prepare.ts'
import { clearUpUploads } from './clearUpUploads.ts'
import { candidatesOnShow, localReferences, nameOf, type ToMirror, toMirror } from './toMirror.ts'

/** What was mirrored, and what was not. */
export interface MirrorReport {
  /** For people. */
  readonly target: string
  readonly uploaded: number
  readonly sentBytes: number
  /** Was there already, and is known now. */
  readonly found: number
  readonly failed: readonly { readonly name: string; readonly sha256: string; readonly reason: string }[]
  /** Why nothing can be mirrored there, or null. */
  readonly refusal: string | null
}

export interface RunMirror {
  /** Takes up what an event says was made. */
  onEvent(event: RunEvent): void
  /** Everything on show goes up too; resolves when it is there or given up. */
  finish(view: View): Promise<MirrorReport>
  /** Leaves off: the command has failed. */
  stop(): void
}

/** Null where there is no mirror, or nothing worth it: drawings are for looking at here. */
export function openRunMirror(app: App, prepared: Prepared, report: Report): RunMirror | null {
  const { mirror } = prepared.source.project
  if (mirror === null || prepared.projectBackend.isFree) return null
  const own = ownUploads(prepared, mirror)
  const prepare = (signal: AbortSignal) => clearUpUploads(mirror, prepared.store, signal)
  const mirroring = openMirroring({
    ...optionsOf(app, prepared, mirror, report),
    uploads: own.uploads,
    prepare,
  })
  const offers: Promise<void>[] = []
  const gone: MirrorReport['failed'][number][] = []
  const offer = (wanted: readonly ToMirror[]) => {
    const offering = offerMissing(wanted, prepared, { mirror, mirroring, gone })
    // What fails here is thrown where it is waited for.
    offering.catch(() => {})
    offers.push(offering)
  }
  offer(localReferences(prepared))
  return {
    onEvent: (event) => {
      if (event.type !== 'made') return
      const candidate = event.node.held?.take.candidates.get(event.slot)
      const number = event.node.held?.number
      if (candidate === undefined || number === undefined) return
      offer([{ is: 'candidate', generation: event.node.generation, takeNumber: number, candidate }])
    },
    finish: async (view) => {
      try {
        offer(candidatesOnShow(view))
        await Promise.all(offers)
        const saying = setTimeout(
          () => report({ type: 'note', message: waitingFor(mirroring.left()) }),
          SAY_AFTER_MS,
        )
        const end = await mirroring.drain().finally(() => clearTimeout(saying))
        if (end.uploaded + end.found + end.failed.length === 0)
          await clearUpLeft(prepared, mirror, app.signal)
        return reportOf(mirror, end, gone)
      } catch (error) {
        // What is made is paid for: the views are drawn all the same.
        mirroring.stop('the command failed')
        const refusal = error instanceof Error ? error.message : String(error)
        report({ type: 'note', message: `The mirror was left off: ${refusal}` })
        return { target: mirror.name, uploaded: 0, sentBytes: 0, found: 0, failed: gone, refusal }
      } finally {
        own.close()
      }
    },
    stop: () => {
      mirroring.stop('the command failed')
      own.close()
    },
  }
}

const SAY_AFTER_MS = 2_000

function waitingFor(left: number): string {
  return `All is made; ${left} file${left === 1 ? ' is' : 's are'} still on the way to the mirror. Ctrl-C leaves them for "retake mirror".`
}

interface OfferedTo {
  readonly mirror: MirrorTarget
  readonly mirroring: Mirroring
  /** What has no bytes here any more. */
  readonly gone: MirrorReport['failed'][number][]
}

/** Of what is not known to be there. */
async function offerMissing(
  wanted: readonly ToMirror[],
  prepared: Prepared,
  { mirror, mirroring, gone }: OfferedTo,
): Promise<void> {
  const bySha256 = new Map(
    wanted.flatMap((each) => {
      const sha256 = each.is === 'candidate' ? each.candidate.sha256 : each.sha256
      return sha256 === null ? [] : [[sha256, each] as const]
    }),
  )
  const known = await mirroredUrls(prepared.store.database, mirror.id, bySha256.keys())
  for (const [sha256, each] of bySha256) {
    if (known.has(sha256)) continue
    const object = await toMirror(each, prepared)
    if (object !== null) mirroring.offer(object)
    else if (!gone.some((other) => other.sha256 === sha256))
      gone.push({
        name: nameOf(each, prepared.source),
        sha256,
        reason: 'its bytes are not in the store any more; "retake fsck --repair" may have them again',
      })
  }
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

function optionsOf(
  app: App,
  { source, store }: Prepared,
  target: MirrorTarget,
  report: Report,
): Omit<MirroringOptions, 'uploads' | 'prepare'> {
  const { database } = store
  const { concurrency, waitMs } = source.project.config.mirror
  return {
    target,
    remember: ({ sha256 }, url) => rememberMirrored(database, { target: target.id, sha256, url }),
    atOnce: concurrency,
    pauseMs: FIRST_PAUSE_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    waitMs,
    signal: app.signal,
    onTrouble: (reason, isRefused) => {
      const message = isRefused
        ? `Nothing can be mirrored: ${reason}. The files stay local.`
        : `The mirror is in trouble: ${reason}. Uploads are repeated; nothing else waits for them.`
      report({ type: 'note', message })
    },
  }
}

/** Uploads in parts are remembered under a lock of this process: while it is held, nobody else takes them back. */
function ownUploads({ store: { database, folder } }: Prepared, target: MirrorTarget) {
  const owner = `mirror-${process.pid}-${randomBytes(4).toString('hex')}`
  let lock: Lock | null = null
  const uploads: UploadMemory = {
    begin: (key) => {
      lock ??= takeLock(folder, owner, 'uploading to the mirror')
      return beginUpload(database, { target: target.place, key, owner })
    },
    named: (id, uploadId) => nameUpload(database, id, uploadId),
    ended: (id) => endUpload(database, id),
  }
  const close = () => {
    lock?.discard()
    lock = null
  }
  return { uploads, close }
}

/** Nothing was to be uploaded, but an earlier process may have been cut off. */
async function clearUpLeft({ store }: Prepared, mirror: MirrorTarget, signal: AbortSignal): Promise<void> {
  if ((await openUploads(store.database, mirror.place)).length === 0) return
  try {
    await clearUpUploads(mirror, store, signal)
  } catch (error) {
    // They stay remembered; nobody waits for them.
    if (!(error instanceof MirrorFailure)) throw error
  }
}

function reportOf({ name }: MirrorTarget, end: MirrorEnd, gone: MirrorReport['failed']): MirrorReport {
  const { uploaded, sentBytes, found, refusal } = end
  const failed = end.failed.map(({ object, reason }) => ({
    name: object.downloadName,
    sha256: object.sha256,
    reason,
  }))
  return { target: name, uploaded, sentBytes, found, failed: [...failed, ...gone], refusal }
}

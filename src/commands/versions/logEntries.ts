/** What the log tells, in the order in which it happened. */
import { actionsOf } from '../../store/actions.ts'
import { type Amount, usdOf } from '../../store/amount.ts'
import {
  type JournalTake,
  type JournalVerdict,
  journalPicks,
  journalRejections,
  journalRuns,
  journalTakes,
} from '../../store/journal.ts'
import { fromStoredPath } from '../../store/location.ts'
import type { Store } from '../../store/store.ts'
import type { WorkflowRecord } from '../../store/workflows.ts'
import { SAVE_DETAILS, VERDICT_DETAILS } from './savedDetails.ts'

/** Times are ISO. `workflow` is the version's name. */
export type LogEntry = LoggedRun | LoggedTake | LoggedVerdict | LoggedSave

export interface LoggedRun {
  readonly kind: 'run'
  readonly at: string
  readonly workflow: string
  readonly who: string | null
  readonly command: string
  /** Null where it did not come to its end, or is still under way. */
  readonly endedAt: string | null
  readonly exitCode: number | null
  readonly jobs: { readonly sent: number; readonly done: number; readonly failed: number }
  /** What its jobs cost: those that a service took, or may have taken. */
  readonly cost: Amount
  /** US dollars, or null where a price is not known. */
  readonly costUsd: number | null
  /** Those that it began. */
  readonly takes: readonly MadeTake[]
}

export interface MadeTake {
  readonly tab: string
  readonly nodeId: number
  readonly row: number
  readonly title: string
  readonly take: number
  /** How many it has by now. */
  readonly candidates: number
  readonly isReroll: boolean
  /** Slots that a re-roll made anew, or null for all. */
  readonly freshSlots: readonly number[] | null
}

/** Candidates that came with the file. */
export interface LoggedTake extends MadeTake {
  readonly kind: 'take'
  readonly at: string
  readonly workflow: string
}

export interface LoggedVerdict {
  readonly kind: 'pick' | 'rejection'
  readonly at: string
  readonly workflow: string
  /** Null for what was taken up from a file. */
  readonly who: string | null
  readonly tab: string
  /** Of the gate; of the generation where it has none. */
  readonly nodeId: number
  readonly row: number
  /** Title of the generation. */
  readonly title: string
  readonly take: number | null
  readonly slot: number
  /** What gave a rejected candidate away; null for a pick. */
  readonly tell: string | null
  /** When it ceased to count, or null. */
  readonly liftedAt: string | null
  readonly isUndone: boolean
}

export interface LoggedSave {
  readonly kind: 'save'
  readonly at: string
  /** Name of the version that was written. */
  readonly workflow: string
  readonly who: string | null
  /** `edit S1-V0-1 → S1-V0-2` */
  readonly summary: string
  /** Absolute path of what was written then, and of the former file as it was kept. */
  readonly path: string
  readonly backup: string
  readonly undoneAt: string | null
}

export async function logEntries(
  store: Store,
  code: string,
  records: readonly WorkflowRecord[],
): Promise<LogEntry[]> {
  const { database } = store
  const ids = records.map(({ id }) => id)
  const names = new Map(records.map(({ id, name }) => [id, name]))
  const nameOf = (id: number) => names.get(id) ?? code
  const takes = journalTakes(database, ids)
  const actions = await actionsOf(database, code)
  const undone = actions
    .filter(({ kind, undoneAt }) => kind !== 'save' && undoneAt !== null)
    .map(({ details }) => VERDICT_DETAILS.parse(JSON.parse(details)))
  const verdict = verdictEntry(takes, nameOf)
  const undonePicks = new Set(undone.flatMap(({ picks }) => picks))
  const undoneRejections = new Set(undone.flatMap(({ rejections }) => rejections))
  const entries: LogEntry[] = [
    ...(await runEntries(store, ids, takes, nameOf)),
    ...(await journalPicks(database, ids)).map((pick) => verdict('pick', pick, null, undonePicks)),
    ...oneForEachSlot(await journalRejections(database, ids)).map((rejection) =>
      verdict('rejection', rejection, rejection.tell, undoneRejections),
    ),
    ...actions.filter(({ kind }) => kind === 'save').map((action) => saveEntry(action, store)),
  ]
  return entries.sort((a, b) => a.at.localeCompare(b.at))
}

type NameOf = (workflowId: number) => string

async function runEntries(
  { database }: Store,
  ids: readonly number[],
  takes: readonly JournalTake[],
  nameOf: NameOf,
): Promise<(LoggedRun | LoggedTake)[]> {
  const begun = new Map<number | null, JournalTake[]>()
  for (const take of takes) {
    if (!take.isFirst) continue
    const list = begun.get(take.runId)
    if (list === undefined) begun.set(take.runId, [take])
    else list.push(take)
  }
  const runs = (await journalRuns(database, ids)).map((run): LoggedRun => {
    const { id, workflowId, who, command, startedAt, endedAt, exitCode, sent, done, failed, cost } = run
    return {
      kind: 'run',
      at: iso(startedAt),
      workflow: nameOf(workflowId),
      who,
      command,
      endedAt: endedAt === null ? null : iso(endedAt),
      exitCode,
      jobs: { sent, done, failed },
      cost,
      costUsd: usdOf(cost),
      takes: (begun.get(id) ?? []).map(madeTake),
    }
  })
  const brought = (begun.get(null) ?? []).map((take): LoggedTake => {
    return {
      kind: 'take',
      at: iso(take.createdAt),
      workflow: nameOf(take.workflowId),
      ...madeTake(take),
    }
  })
  return [...runs, ...brought]
}

function madeTake(made: JournalTake): MadeTake {
  const { tab, nodeId, row, title, number, candidates, rerollId, freshSlots } = made
  return {
    tab,
    nodeId,
    row,
    title,
    take: number,
    candidates,
    isReroll: rerollId !== null,
    freshSlots: freshSlots === null ? null : JSON.parse(freshSlots),
  }
}

function verdictEntry(takes: readonly JournalTake[], nameOf: NameOf) {
  const held = new Map(takes.map((take) => [`${take.workflowId}/${take.takeId}`, take]))
  return (
    kind: LoggedVerdict['kind'],
    verdict: JournalVerdict,
    tell: string | null,
    undone: ReadonlySet<number>,
  ): LoggedVerdict => {
    const { id, workflowId, who, tab, nodeId, row, takeId, slot, at, liftedAt } = verdict
    const take = held.get(`${workflowId}/${takeId}`)
    return {
      kind,
      at: iso(at),
      workflow: nameOf(workflowId),
      who,
      tab,
      nodeId,
      row,
      title: take?.title ?? '',
      take: take?.number ?? null,
      slot,
      tell,
      liftedAt: liftedAt === null ? null : iso(liftedAt),
      isUndone: undone.has(id),
    }
  }
}

const ONE_COMMIT_MS = 500

/** A rejection is entered at each gate, and at the generation itself. */
function oneForEachSlot<Rejection extends JournalVerdict>(rejections: readonly Rejection[]): Rejection[] {
  const latest = new Map<string, number>()
  return rejections.filter(({ workflowId, takeId, slot, at }) => {
    const key = `${workflowId}/${takeId}/${slot}`
    const before = latest.get(key)
    latest.set(key, at)
    return before === undefined || at - before > ONE_COMMIT_MS
  })
}

function saveEntry(
  { at, who, summary, details, undoneAt }: Awaited<ReturnType<typeof actionsOf>>[number],
  { project }: Store,
): LoggedSave {
  const { written, backup } = SAVE_DETAILS.parse(JSON.parse(details))
  const name = written.slice(written.lastIndexOf('/') + 1).replace(/\.nbflow$/, '')
  return {
    kind: 'save',
    at: iso(at),
    workflow: name,
    who,
    summary,
    path: fromStoredPath(project, written),
    backup: fromStoredPath(project, backup),
    undoneAt: undoneAt === null ? null : iso(undoneAt),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** What `run` answers: one object, the same for a shell, an agent and a page. */
import { candidatesOf } from '../engine/claims.ts'
import type { RunEnd } from '../engine/loop.ts'
import { copyKey } from '../outputs/copies.ts'
import type { Outputs } from '../outputs/outputs.ts'
import { strategyOf } from '../outputs/strategy.ts'
import type { View, ViewedGeneration } from '../outputs/view.ts'
import { type Amount, usdOf } from '../store/amount.ts'
import type { Finding, MediaKind } from '../workflow/model.ts'
import type { MirrorReport } from './mirroring/runMirror.ts'
import { failedSlots, reusedSlots } from './running/receipt.ts'

export interface RunReport {
  readonly workflow: string
  /** Absolute path of the generated file; null when there is nothing to show. */
  readonly output: string | null
  /** Absolute path of its contact sheet. */
  readonly sheet: string | null
  readonly isNewOutput: boolean
  readonly errors: readonly ReportedError[]
  readonly errorsFile: string | null
  readonly jobs: { readonly submitted: number; readonly reused: number; readonly failed: number }
  /** US dollars, or null where a price is not known. */
  readonly costUsd: number | null
  /** The same in parts: what is known of it, and how many jobs have no price. */
  readonly cost: Amount
  readonly generations: readonly ReportedGeneration[]
  readonly warnings: readonly string[]
  /** What was said by the way: another file was taken, the source has changed. */
  readonly notes: readonly string[]
  readonly plan: string
  /** What went to the mirror; null where there is none. */
  readonly mirror: MirrorReport | null
  readonly receipt: string
  readonly stoppedBy: RunEnd['stoppedBy']
  readonly exitCode: number
}

export interface ReportedError {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly row: number
  readonly slots: readonly number[]
  readonly errorType: string
  readonly attempts: number
  readonly message: string
  readonly strategy: string
}

export interface ReportedGeneration {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly kind: MediaKind
  readonly row: number
  readonly status: ViewedGeneration['outcome']['status']
  /** Whether the command was about it. */
  readonly selected: boolean
  /** Completes "it is held, blocked or skipped: …". */
  readonly reason: string | null
  readonly take: number | null
  readonly recipe: string | null
  readonly candidates: readonly ReportedCandidate[]
  readonly picks: readonly ReportedPick[]
  readonly error: Omit<ReportedError, 'tab' | 'nodeId' | 'title' | 'row'> | null
}

export interface ReportedCandidate {
  readonly slot: number
  readonly sha256: string | null
  /** Absolute path of the readable copy. */
  readonly path: string | null
  /** Public URL, where there is one. */
  readonly url: string | null
  readonly seed: number | null
  readonly backend: string
  /** What it was turned down for, or null. */
  readonly rejected: string | null
}

export interface ReportedPick {
  /** Node id of the gate. */
  readonly gate: number
  readonly take: number | null
  readonly slot: number
  readonly by: 'approved' | 'auto'
  /** False for a stale or lifted one: it stays on show. */
  readonly passes: boolean
}

export interface ReportExtras {
  readonly cost: Amount
  readonly findings: readonly Finding[]
  readonly planHash: string
  readonly notes: readonly string[]
  readonly mirror: MirrorReport | null
}

export function runReport(view: View, outputs: Outputs, end: RunEnd, extras: ReportExtras): RunReport {
  const { generations } = view
  const errors = generations.flatMap((viewed) => errorsOf(viewed, view))
  return {
    workflow: view.workflow.name,
    output: outputs.path,
    sheet: outputs.sheet,
    isNewOutput: outputs.isNew,
    errors,
    errorsFile: outputs.errorsPath,
    jobs: { submitted: end.submitted, reused: reusedSlots(generations), failed: failedSlots(generations) },
    costUsd: usdOf(extras.cost),
    cost: extras.cost,
    generations: generations.map((viewed) => reported(viewed, view, outputs)),
    warnings: [
      ...extras.findings.map(({ nodeId, message }) =>
        nodeId === null ? message : `Node ${nodeId}: ${message}`,
      ),
      ...generations.flatMap(({ node }) => node.warnings),
    ],
    notes: extras.notes,
    plan: extras.planHash,
    mirror: extras.mirror,
    receipt: view.receipt,
    stoppedBy: end.stoppedBy,
    exitCode: exitCodeOf(generations, end),
  }
}

function exitCodeOf(generations: readonly ViewedGeneration[], { stoppedBy }: RunEnd): number {
  if (stoppedBy === 'interrupt') return 130
  if (stoppedBy === 'limit') return 5
  if (stoppedBy === 'backend' || stoppedBy === 'access') return 4
  const isIncomplete = ({ node, outcome }: ViewedGeneration) =>
    node.selected && ['failed', 'partial', 'blocked'].includes(outcome.status)
  return generations.some(isIncomplete) ? 1 : 0
}

function errorsOf({ node, outcome }: ViewedGeneration, view: View): ReportedError[] {
  const { tab, nodeId, title, row } = node.generation
  return outcome.failures.map((failure) => ({ tab, nodeId, title, row, ...withStrategy(failure, view) }))
}

function withStrategy(failure: ViewedGeneration['outcome']['failures'][number], view: View) {
  const { slots, errorType, attempts, message } = failure
  return { slots, errorType, attempts, message, strategy: strategyOf(failure, view) }
}

function reported(
  { node, held, picks, rejections, outcome }: ViewedGeneration,
  view: View,
  outputs: Outputs,
): ReportedGeneration {
  const { tab, nodeId, title, kind, row } = node.generation
  const [failure] = outcome.failures
  return {
    tab,
    nodeId,
    title,
    kind,
    row,
    status: outcome.status,
    selected: node.selected,
    reason: outcome.reason,
    take: held?.number ?? null,
    recipe: node.recipe?.hash ?? null,
    candidates: candidatesOf(held).map((candidate) => {
      const { slot, sha256, url, seed, backend } = candidate
      const rejected = rejections.find((each) => each.slot === slot)?.tell ?? null
      return {
        slot,
        sha256,
        path: outputs.copies.get(copyKey(candidate)) ?? null,
        url: view.mirrored.contents.get(sha256 ?? '') ?? url,
        seed,
        backend,
        rejected,
      }
    }),
    picks: picks.map(({ gate, slot, by, passes }) => ({
      gate: view.gates.get(gate)!.nodeId,
      take: held?.number ?? null,
      slot,
      by,
      passes,
    })),
    error: failure === undefined ? null : withStrategy(failure, view),
  }
}

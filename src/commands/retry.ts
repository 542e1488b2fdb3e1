/** `retry`: what did not land, each as its error asks for: repeat what a repeat heals, change what has to be changed. */
import { z } from 'zod'
import { nodeKey } from '../engine/nodeKey.ts'
import { hasWork, plan } from '../engine/plan.ts'
import { RetakeError } from '../errors.ts'
import type { StandingFailure } from '../store/failures.ts'
import type { App, ProjectBackend } from './app.ts'
import type { Command, Report } from './command.ts'
import { ERROR_TYPES } from './errorTypes.ts'
import { openSource, type Source } from './finding/source.ts'
import { changePrompts } from './retrying/changePrompts.ts'
import { type Need, needOf } from './retrying/needs.ts'
import { retryPlan } from './retrying/retryPlan.ts'
import { standingFailures } from './retrying/standingFailures.ts'
import { RUN_FLAGS } from './runInput.ts'
import { type Behind, behind } from './running/behind.ts'
import { type Done, runErrand } from './running/runErrand.ts'
import { type Standing, standingOf } from './running/standing.ts'
import type { RunReport } from './runReport.ts'
import { SELECTION, selectGenerations } from './selection.ts'

/** A plan's hash is for `run`. */
const { plan: _plan, ...SENDING } = RUN_FLAGS

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  type: z.enum(ERROR_TYPES).optional().describe('Only what failed with this error type'),
  nodes: SELECTION.nodes,
  allTabs: SELECTION.allTabs,
  asIs: z.boolean().optional().describe('Send what was refused once more, as it is, with another seed'),
  ...SENDING,
})

export type RetryInput = z.infer<typeof INPUT>

export interface RetryReport extends RunReport {
  /** What only a person can heal, with the commands that do. */
  readonly needs: readonly Need[]
  /** What hangs on the new candidates and was not run. */
  readonly behind: Behind
}

export const retry: Command<RetryInput, RetryReport> = {
  name: 'retry',
  summary: 'Repeat what did not land, each as its error asks for; late results cost nothing',
  example: 'retake retry XYZG3-V0-1',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, input: RetryInput, report: Report): Promise<RetryReport> => {
    const first = await openSource(app, input.file)
    if (first.note !== null) report({ type: 'note', message: first.note })
    const standing = await standingOf(app, first, input, report)
    const asked = await askedFailures(standing, input, report)
    const { needing } = await retryPlan(standing, { ...asked, asIs: input.asIs ?? false })
    const { source, changed } = await changePrompts(app, first, needing, input, report)
    const done = await repeat(app, source, asked, changed, input, report)
    const left = needing.filter((failure) => !changed.has(nodeKey(failure)))
    const { backend } = done.prepared.projectBackend
    const needs = left.map((failure) => needOf(source, failure, backend))
    const exitCode = done.told.exitCode === 0 && needs.length > 0 ? 1 : done.told.exitCode
    return { ...done.told, needs, behind: behind(done), exitCode }
  },
}

interface AskedFailures {
  readonly failures: readonly StandingFailure[]
  readonly others: readonly StandingFailure[]
}

async function askedFailures(
  { prepared }: Standing,
  { type, nodes, allTabs }: RetryInput,
  report: Report,
): Promise<AskedFailures> {
  const { source } = prepared
  const all = await standingFailures(prepared)
  const { keys, echoes } = selectGenerations(source.wiring, { nodes, allTabs })
  for (const message of echoes) report({ type: 'note', message })
  const isAsked = (failure: StandingFailure) =>
    (type === undefined || failure.errorType === type) && keys.has(nodeKey(failure))
  const failures = all.filter(isAsked)
  if (failures.length === 0) {
    const rest = all.length === 0 ? '' : ` ${all.length} of another type or node are left as they are.`
    report({ type: 'note', message: `Nothing of ${source.name} that was asked for has failed.${rest}` })
  }
  return { failures, others: all.filter((failure) => !isAsked(failure)) }
}

async function repeat(
  app: App,
  source: Source,
  asked: AskedFailures,
  changed: ReadonlySet<string>,
  input: RetryInput,
  report: Report,
): Promise<Done> {
  const standing = await standingOf(app, source, input, report)
  const { selected, wishes } = await retryPlan(standing, { ...asked, asIs: input.asIs ?? false })
  const all = new Set([...selected, ...changed])
  const { projectBackend } = standing.prepared
  const planned = await plan(standing.prepared.planOptions({ selected: all, wishes }))
  if (hasWork(planned)) await refuseAway(app, projectBackend, input)
  const errand = { command: `retry ${source.name}`, selection: null, selected: all, reroll: null, wishes }
  return runErrand(app, source, errand, input, report)
}

/** Before anything else happens: a backend that is away is the commonest reason to retry. */
async function refuseAway(app: App, { instances }: ProjectBackend, { wait }: RetryInput): Promise<void> {
  if (wait !== undefined) return
  const answers = await Promise.all(instances.map(({ backend }) => backend.health(app.signal)))
  const [health] = answers
  if (health === undefined || health.up || answers.some(({ up }) => up)) return
  throw new RetakeError('backend_unreachable', `${health.message}. Nothing was sent.`, {
    next: `${health.next}. Or let it wait: --wait 600`,
  })
}

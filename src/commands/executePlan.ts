/** Carries a plan out: lock, run loop, and then the views. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { budget } from '../engine/budget.ts'
import { circuit } from '../engine/circuit.ts'
import type { Claims, HeldTake } from '../engine/claims.ts'
import { outcomeOf } from '../engine/outcome.ts'
import { hasWork, type Plan, paidJobs } from '../engine/plan.ts'
import { seedOf } from '../engine/recipe.ts'
import { requestOf } from '../engine/request.ts'
import { type Resolution, resolution } from '../engine/resolution.ts'
import { type RunEnd, type RunOptions, run } from '../engine/run.ts'
import { shownOf } from '../engine/shown.ts'
import type { Node } from '../engine/state.ts'
import { submitGate } from '../engine/submitGate.ts'
import { writeDecisions } from '../engine/writeDecisions.ts'
import { RetakeError } from '../errors.ts'
import type { View } from '../outputs/view.ts'
import { writeOutputs } from '../outputs/writeOutputs.ts'
import type { Execute } from '../store/database.ts'
import { replaceFailures } from '../store/failures.ts'
import { beginRun, costOfRun, endRun, lastSource } from '../store/runs.ts'
import { createTake } from '../store/takes.ts'
import type { Finding } from '../workflow/model.ts'
import type { App } from './app.ts'
import type { Report } from './command.ts'
import { failureRecords } from './failureRecords.ts'
import type { Prepared } from './prepare.ts'
import { receiptOf } from './receipt.ts'
import type { RunInput } from './runInput.ts'
import { type RunReport, runReport } from './runReport.ts'

export interface ExecuteOptions {
  readonly input: RunInput
  readonly findings: readonly Finding[]
  readonly report: Report
}

export async function executePlan(
  app: App,
  prepared: Prepared,
  planned: Plan,
  options: ExecuteOptions,
): Promise<RunReport> {
  const { source, store, workflow } = prepared
  await announce(prepared, planned, options)
  await confirm(app, prepared, planned, options.input)
  if (!source.project.vault().has(source.sha256)) await keepSource(prepared)
  const begin = { workflowId: workflow.id, command: `run ${source.name}`, sourceSha256: source.sha256 }
  const runId = await beginRun(store.database, begin)
  const { resolved, end } = hasWork(planned)
    ? await work(app, prepared, runId, options)
    : { resolved: planned.resolution, end: NOTHING_DONE }
  await writeDecisions(store.database, workflow.id, resolved.decisions(), prepared.generationId)
  const costUsd = await costOfRun(store.database, runId)
  const view = viewOf(prepared, resolved, end, {
    outFolder: outFolder(app, prepared, options.input),
    costUsd,
  })
  await replaceFailures(store.database, view.variant, failureRecords(view.generations, prepared.generationId))
  const outputs = await writeOutputs(view)
  const told = runReport(view, outputs, end, { costUsd, findings: options.findings, planHash: planned.hash })
  await endRun(store.database, runId, told.exitCode)
  if (outputs.isNew && !prepared.projectBackend.isFree) {
    const message = 'Without a mirror the PatchWork canvas cannot show these files: they are local.'
    options.report({ type: 'note', message })
  }
  return told
}

const NOTHING_DONE: RunEnd = { submitted: 0, stoppedBy: null }

async function work(app: App, prepared: Prepared, runId: number, options: ExecuteOptions) {
  const planOptions = prepared.planOptions()
  const resolved = resolution(planOptions)
  const { config } = prepared.source.project
  const { projectBackend, store, workflow, graph, generationId } = prepared
  const gates = new Map(prepared.source.wiring.gates.map((gate) => [gate.key, gate]))
  const end = await run({
    resolution: resolved,
    graph,
    job: jobContext(app, prepared, runId, options, { price: planOptions.price, claims: resolved.claims }),
    adopt: {
      database: store.database,
      vault: prepared.source.project.vault(),
      readReference: prepared.readReference,
      backendType: projectBackend.backend.type,
      workflowId: workflow.id,
      picks: planOptions.picks,
      generationId,
      gate: (key) => gates.get(key)!,
    },
    concurrency: options.input.concurrency ?? projectBackend.concurrency,
    retry: config.retry,
    onEvent: options.report,
  })
  return { resolved, end }
}

function jobContext(
  app: App,
  { projectBackend, source, store, generationId }: Prepared,
  runId: number,
  { input, report }: ExecuteOptions,
  { price, claims }: { price(node: Node): number | null; readonly claims: Claims },
): RunOptions['job'] {
  const { backend } = projectBackend
  const { config } = source.project
  const vault = source.project.vault()
  const waitMs = input.wait === undefined ? null : input.wait * 1000
  const { signal } = app
  return {
    database: store.database,
    vault,
    backend,
    signal,
    runId,
    price,
    budget: budget({ maxJobs: input.maxJobs ?? null, budgetUsd: input.budget ?? null }),
    circuit: circuit(backend, {
      waitMs: waitMs ?? config.waitMs,
      startWaitMs: waitMs ?? 0,
      signal,
      onWaiting: (message, leftMs) =>
        report({ type: 'backend away', backend: backend.name, message, leftMs }),
    }),
    gate: submitGate(),
    poll: config.poll,
    maxMediaBytes: config.media.maxBytes,
    downloadTimeoutMs: config.media.timeoutMs,
    starting: new Set(),
    lookedUp: new Map(),
    request: (node, slot) => {
      const take = node.held!.number
      const chance = { seed: seedOf(node.recipe!.hash, take, slot), take, slot }
      return requestOf(node.generation, node.inputs, chance, vault)
    },
    takeId: (node, execute) => {
      if (node.held === null) {
        node.held = newTake(node, execute, store, backend.type, generationId)
        claims.add(node.generation.key, node.held)
      }
      return node.held.take.id
    },
    onSent: (node, slot) => report({ type: 'sent', node, slot }),
  }
}

/** The take is made with the first intent of its generation, in the same commit. */
function newTake(
  node: Node,
  execute: Execute,
  { database }: Prepared['store'],
  backendType: string,
  generationId: (key: string) => number,
): HeldTake {
  const { hash: recipe, request } = node.recipe!
  const key = generationId(node.generation.key)
  const values = { generationId: key, recipe, backendType, request, assumed: false }
  const { id, number } = createTake(database, execute, values)
  return { take: { id, recipe, backendType, assumed: false, candidates: new Map(), jobs: new Map() }, number }
}

interface ViewExtras {
  readonly outFolder: string
  readonly costUsd: number | null
}

function viewOf(
  prepared: Prepared,
  resolved: Resolution,
  end: RunEnd,
  { outFolder, costUsd }: ViewExtras,
): View {
  const { source, projectBackend, store, workflow } = prepared
  const { backend, variant } = projectBackend
  const generations = resolved.nodes.map((node) => ({
    ...shownOf(node, resolved.claims, resolved.picks, backend.type),
    outcome: outcomeOf(node, end.stoppedBy),
  }))
  const gates = new Map(source.wiring.gates.map((gate) => [gate.key, gate]))
  return {
    store,
    vault: source.project.vault(),
    workflow,
    document: source.document,
    wiring: source.wiring,
    sourceFolder: source.folder,
    outFolder,
    variant,
    backendName: backend.name,
    generations,
    gates,
    receipt: receiptOf({ generations, gates, end, costUsd, isFree: projectBackend.isFree }),
  }
}

/** `--out`, else the config's, else `Generations` beside the file or its version folder, else beside the file. */
function outFolder(app: App, { source }: Prepared, { out }: RunInput): string {
  const { config } = source.project
  if (out !== undefined) return resolve(app.cwd, out)
  if (config.out !== undefined) return resolve(config.folder ?? source.folder, config.out)
  const above = VERSION_FOLDERS.has(basename(source.folder)) ? [dirname(source.folder)] : []
  const kept = [source.folder, ...above].map((folder) => join(folder, 'Generations'))
  return kept.find((folder) => existsSync(folder)) ?? source.folder
}

const VERSION_FOLDERS = new Set(['testing', 'approved', 'backups'])

async function keepSource({ source }: Prepared): Promise<void> {
  const whole = async function* () {
    yield source.bytes
  }
  await source.project.vault().put(whole(), source.bytes.byteLength)
}

async function announce(prepared: Prepared, planned: Plan, { input, report }: ExecuteOptions): Promise<void> {
  const { source, store, workflow, projectBackend } = prepared
  const note = (message: string) => report({ type: 'note', message })
  if (source.note !== null) note(source.note)
  const last = await lastSource(store.database, workflow.id)
  if (last !== null && last !== source.sha256) note(`${source.name} has changed since its last run.`)
  const { suggestedConcurrency, name } = projectBackend.backend
  const atOnce = input.concurrency ?? projectBackend.concurrency
  if (!projectBackend.isFree && atOnce > suggestedConcurrency) {
    note(`${atOnce} jobs at once: above ${suggestedConcurrency}, ${name} throttles and failures rise.`)
  }
  report({
    type: 'plan',
    nodes: planned.nodes,
    jobs: planned.jobs,
    priceUsd: planned.priceUsd,
    isFree: projectBackend.isFree,
  })
}

async function confirm(
  app: App,
  { source, projectBackend }: Prepared,
  planned: Plan,
  { yes }: RunInput,
): Promise<void> {
  const { confirmAbove } = source.project.config
  const jobs = planned.nodes.reduce((sum, node) => sum + paidJobs(node), 0)
  if (yes || projectBackend.isFree || confirmAbove === undefined || jobs <= confirmAbove) return
  if (app.ask === null) {
    throw new RetakeError(
      'usage',
      `${jobs} paid jobs are more than "confirmAbove" (${confirmAbove}), and nobody can be asked.`,
      {
        next: 'Say --yes if that is meant. Nothing was sent.',
      },
    )
  }
  if (await app.ask(`Send ${jobs} paid jobs?`)) return
  throw new RetakeError('interrupted', 'Nothing was sent.', { next: 'Run again to be asked again.' })
}

/** What the person is told, and asked, before anything is sent. */
import { readdirSync } from 'node:fs'
import { type Plan, paidJobs } from '../../engine/plan.ts'
import { RetakeError } from '../../errors.ts'
import { usdOf } from '../../store/amount.ts'
import { lastSource } from '../../store/runs.ts'
import { amountText } from '../amountText.ts'
import type { App } from '../app.ts'
import type { ExecuteOptions } from './executeOptions.ts'
import type { Prepared } from './prepare.ts'
import { priceOfPlan } from './prices.ts'
import { notesOnWidth } from './width.ts'

/** Says what the person should know, and what is to be paid; returns the notes. */
export async function announce(
  prepared: Prepared,
  planned: Plan,
  { input, report }: ExecuteOptions,
): Promise<string[]> {
  const { source, store, workflow, projectBackend } = prepared
  const last = await lastSource(store.database, workflow.id)
  const notes = [
    source.note,
    ...prepared.notes,
    strangeOutputs(prepared, planned),
    takenAsItIs(prepared, planned),
    last !== null && last !== source.sha256 ? `${source.name} has changed since its last run.` : null,
    ...notesOnWidth(projectBackend, input),
  ].filter((message) => message !== null)
  for (const message of notes) report({ type: 'note', message })
  const { nodes, jobs } = planned
  const price = priceOfPlan(planned, prepared.planOptions().price)
  const { isFree } = projectBackend
  report({ type: 'plan', nodes, jobs, priceUsd: usdOf(price), price, isFree })
  return notes
}

/** A picture that lies in a folder of B-roll stands for its prompt: whoever meant to have it made must know. */
function takenAsItIs({ source }: Prepared, { nodes }: Plan): string | null {
  const adopted = nodes.filter(({ state }) => state.is === 'adopt').map(({ generation }) => generation)
  const [first] = adopted
  if (source.broll === null || first === undefined) return null
  const names = adopted.flatMap(({ saved }) => saved).join(', ')
  const isOne = adopted.length === 1
  return `${names} ${isOne ? 'is' : 'are'} there already, and taken as ${isOne ? 'it is' : 'they are'}. To have ${isOne ? 'it' : 'one'} made: retake regen ${source.name} "${first.title}"`
}

/** @throws RetakeError when the person says no, or cannot be asked */
export async function confirm(
  app: App,
  { source, projectBackend, planOptions }: Prepared,
  planned: Plan,
  { input: { yes }, errand }: ExecuteOptions,
): Promise<void> {
  const { confirmAbove } = source.project.config
  const jobs = planned.nodes.reduce((sum, node) => sum + paidJobs(node), 0)
  if (yes || projectBackend.isFree || jobs === 0) return
  // A re-roll pays for what is there already: a person who is there sees the number before.
  const isBulk = app.ask !== null && (errand?.wishes?.slots.size ?? 0) > 1
  if (!isBulk && (confirmAbove === undefined || jobs <= confirmAbove)) return
  if (app.ask === null) {
    throw new RetakeError(
      'usage',
      `${jobs} paid jobs are more than "confirmAbove" (${confirmAbove}), and nobody can be asked.`,
      {
        next: 'Say --yes if that is meant. Nothing was sent.',
      },
    )
  }
  const price = priceOfPlan(planned, planOptions().price)
  const atMost = price.usd > 0 ? `, at most ${amountText(price)}` : ''
  if (await app.ask(`Send ${jobs} paid jobs${atMost}?`)) return
  throw new RetakeError('interrupted', 'Nothing was sent.', { next: 'Run again to be asked again.' })
}

/** Outputs of this workflow that the store knows nothing of: somebody moved or lost the store. */
function strangeOutputs({ source, projectBackend }: Prepared, { nodes, resolution }: Plan): string | null {
  const isNew = nodes.every(({ generation }) => resolution.claims.held(generation.key).length === 0)
  if (!isNew || projectBackend.isFree) return null
  const found = readdirSync(source.folder).find((name) => name.startsWith(`${source.name}-generated-`))
  if (found === undefined) return null
  return `${found} is there, but the store knows nothing of it: if .retake was moved or lost, stop now (Ctrl-C) and put it back, else all is paid anew.`
}

/** `approve`: a candidate passes its gate. Sends nothing; what hangs on the gate is made by the next run. */
import { z } from 'zod'
import { nodeRowOf } from '../engine/nodeKey.ts'
import { RetakeError } from '../errors.ts'
import { writeAction } from '../store/actions.ts'
import { writePick } from '../store/picks.ts'
import { liftRejections, rejectionsOfWorkflow } from '../store/rejections.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource, type Source } from './finding/source.ts'
import { type PickTarget, pickTargets, refuseMissingSlots } from './picking/pickTarget.ts'
import { type Refreshed, refreshViews } from './picking/refreshViews.ts'
import { type Standing, standingOf } from './running/standing.ts'
import { SELECTION } from './selection.ts'

export const PICK_INPUT = {
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  node: z.string().describe('The node or its gate: 14, "Account B:14", "scene 03 image"'),
  take: z.number().int().min(1).optional().describe('An earlier take; without it the one on show'),
  row: z.number().int().min(1).optional().describe('Row of a dynamic prompt'),
  backend: z.string().optional().describe('Whose candidates'),
}

const INPUT = z.strictObject({
  file: PICK_INPUT.file,
  node: PICK_INPUT.node,
  slot: z.coerce.number().int().min(1).describe('The candidate: 1 to 4'),
  take: PICK_INPUT.take,
  row: PICK_INPUT.row,
  allTabs: SELECTION.allTabs,
  backend: PICK_INPUT.backend,
})

type ApproveInput = z.infer<typeof INPUT>

export interface ApproveReport extends Refreshed {
  readonly workflow: string
  readonly approved: readonly PickedCandidate[]
}

export interface PickedCandidate {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly row: number
  readonly take: number
  readonly slot: number
  /** Node id of the gate; null for a generation without one. */
  readonly gate: number | null
}

export const approve: Command<ApproveInput, ApproveReport> = {
  name: 'approve',
  summary: 'Approve a candidate at its gate; sends nothing',
  example: 'retake approve XYZG3-V0-1 "scene 03 image" 2',
  input: INPUT,
  positional: ['file', 'node', 'slot'],
  run: async (app: App, input: ApproveInput, report: Report): Promise<ApproveReport> => {
    const source = await openSource(app, input.file)
    if (source.note !== null) report({ type: 'note', message: source.note })
    const standing = await standingOf(app, source, input, report)
    const targets = pickTargets(standing, input)
    for (const target of targets) {
      for (const message of target.echoes) report({ type: 'note', message })
      refuseMissingSlots(target, [input.slot])
      refuseWithoutGate(target)
    }
    for (const target of targets) await write(app, standing, target, input.slot)
    reportMissing(targets, input.slot, source, report)
    const approved = targets.flatMap((target) =>
      target.gates.map((gate) => pickedAt(target, input.slot, nodeRowOf(gate).nodeId)),
    )
    return { workflow: source.name, approved, ...(await refreshViews(app, source, input, report)) }
  },
}

/** It may be approved by its copy, while nothing can be made of it. */
function reportMissing(
  targets: readonly PickTarget[],
  slot: number,
  { name, project }: Source,
  report: Report,
): void {
  for (const { held } of targets) {
    const { sha256 } = held.take.candidates.get(slot)!
    if (sha256 === null || project.vault().has(sha256)) continue
    const message = `The bytes of candidate ${slot} are missing from the store, so nothing can be made from it: retake fsck ${name} --repair`
    report({ type: 'note', message })
  }
}

export function pickedAt({ node, held }: PickTarget, slot: number, gate: number | null): PickedCandidate {
  const { tab, nodeId, title, row } = node.generation
  return { tab, nodeId, title, row, take: held.number, slot, gate }
}

function refuseWithoutGate({ node, gates }: PickTarget): void {
  if (gates.length > 0) return
  const { title, nodeId } = node.generation
  throw new RetakeError(
    'usage',
    `"${title}" (node ${nodeId}) feeds no gate, so there is nothing to approve.`,
    {
      next: 'Its first sound candidate passes by itself; reject one to have the next: retake reject',
    },
  )
}

/** The pick is for the recipe that the generation has now: an older take that is approved on purpose is not stale. */
async function write(app: App, { prepared }: Standing, target: PickTarget, slot: number): Promise<void> {
  const { store, workflow } = prepared
  const { database } = store
  const { node, held, gates } = target
  const recipe = node.recipe?.hash ?? held.take.recipe
  const rejected = (await rejectionsOfWorkflow(database, workflow.id)).filter(
    (each) => each.takeId === held.take.id && each.slot === slot,
  )
  const liftedRejections = rejected.map(({ id }) => id)
  const { title, nodeId } = node.generation
  const summary = `approve ${nodeId} "${title}": take ${held.number}, candidate ${slot}`
  await database.commit((execute) => {
    const pick = { workflowId: workflow.id, takeId: held.take.id, slot, by: 'approved' as const, recipe }
    const picks = gates.map(
      (gate) => writePick(database, execute, { ...nodeRowOf(gate), ...pick, who: app.who }).id,
    )
    liftRejections(database, execute, liftedRejections)
    const details = JSON.stringify({ picks, rejections: [], liftedPicks: [], liftedRejections })
    writeAction(database, execute, { code: workflow.code, kind: 'approve', details, summary, who: app.who })
  })
}

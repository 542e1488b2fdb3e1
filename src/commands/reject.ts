/** `reject`: a candidate is never picked by itself again, and says why. Sends nothing, deletes nothing. */
import { z } from 'zod'
import { candidatesOf } from '../engine/claims.ts'
import { nodeRowOf } from '../engine/nodeKey.ts'
import { isRejected } from '../engine/pickBook.ts'
import { RetakeError } from '../errors.ts'
import { writeAction } from '../store/actions.ts'
import { liftPicks, picksOfWorkflow } from '../store/picks.ts'
import { writeRejection } from '../store/rejections.ts'
import type { App } from './app.ts'
import { PICK_INPUT, type PickedCandidate, pickedAt } from './approve.ts'
import type { Command, Report } from './command.ts'
import { openSource } from './finding/source.ts'
import { type PickTarget, pickTarget, refuseMissingSlots } from './picking/pickTarget.ts'
import { type Refreshed, refreshViews } from './picking/refreshViews.ts'
import { type Standing, standingOf } from './running/standing.ts'

/** What people turn pictures down for, in the order of how often. */
export const USUAL_TELLS = [
  'extra or missing fingers',
  'melted or garbled face',
  'asymmetric eyes',
  'teeth',
  'impossible limbs',
  'hands through objects',
  'garbled text or watch face',
  'plastic skin',
  'stock-footage look',
  'floating subject',
  'wrong number of people',
  'impossible prop',
] as const

const INPUT = z.strictObject({
  file: PICK_INPUT.file,
  node: PICK_INPUT.node,
  slots: z.array(z.string()).min(1).describe('The candidates: 2 or 2,4'),
  tell: z.string().optional().describe('What gives it away: "six fingers"'),
  take: PICK_INPUT.take,
  row: PICK_INPUT.row,
  backend: PICK_INPUT.backend,
})

type RejectInput = z.infer<typeof INPUT>

export interface RejectReport extends Refreshed {
  readonly workflow: string
  readonly tell: string
  readonly rejected: readonly PickedCandidate[]
  /** Slots of that take that nobody rejected. */
  readonly left: readonly number[]
  /** Whether a pick was on one of them, so that its gate waits for another. */
  readonly liftedPick: boolean
}

export const reject: Command<RejectInput, RejectReport> = {
  name: 'reject',
  summary: 'Turn a candidate down for what gives it away; it is never picked by itself again',
  example: 'retake reject XYZG3-V0-1 "scene 03 image" 1 --tell "six fingers"',
  input: INPUT,
  positional: ['file', 'node', 'slots'],
  run: async (app: App, input: RejectInput, report: Report): Promise<RejectReport> => {
    const source = await openSource(app, input.file)
    if (source.note !== null) report({ type: 'note', message: source.note })
    const standing = await standingOf(app, source, input, report)
    const target = pickTarget(standing, input)
    for (const message of target.echoes) report({ type: 'note', message })
    const slots = [
      ...new Set(
        input.slots
          .flatMap((piece) => piece.split(','))
          .filter(Boolean)
          .map(Number),
      ),
    ]
    refuseMissingSlots(target, slots)
    const tell = (await tellOf(app, input)).trim()
    const liftedPick = await write(app, standing, target, slots, tell)
    const { picks } = standing.planned.resolution
    const wasRejected = (slot: number) =>
      gatesAndSelf(target).some((gate) => isRejected(picks, gate, target.held.take.id, slot))
    const left = candidatesOf(target.held)
      .map(({ slot }) => slot)
      .filter((slot) => !slots.includes(slot) && !wasRejected(slot))
    const rejected = slots.map((slot) => pickedAt(target, slot, gateOf(target)))
    const refreshed = await refreshViews(app, source, input, report)
    return { workflow: source.name, tell, rejected, left, liftedPick, ...refreshed }
  },
}

function gateOf({ gates }: PickTarget): number | null {
  const [gate] = gates
  return gate === undefined ? null : nodeRowOf(gate).nodeId
}

/** A rejection at all gates holds for links that have none, too. */
function gatesAndSelf({ node, gates }: PickTarget): readonly string[] {
  const { generation } = node
  return gates.length === generation.gates.length ? [...gates, generation.key] : gates
}

async function tellOf({ choose }: App, { tell }: RejectInput): Promise<string> {
  if (tell !== undefined && tell.trim() !== '') return tell
  const choices = USUAL_TELLS.map((each) => ({ value: each, label: each }))
  const chosen = choose === null ? null : await choose('What gives it away?', choices)
  if (chosen !== null) return chosen
  throw new RetakeError('usage', 'Say what gives the candidate away. Nothing was written.', {
    next: `For example --tell "six fingers". Usual tells: ${USUAL_TELLS.join(', ')}.`,
  })
}

/** @returns whether a pick was lifted */
async function write(
  app: App,
  { prepared }: Standing,
  target: PickTarget,
  slots: readonly number[],
  tell: string,
): Promise<boolean> {
  const { store, workflow } = prepared
  const { database } = store
  const { node, held } = target
  const gates = gatesAndSelf(target)
  const places = new Set(gates)
  const standing = (await picksOfWorkflow(database, workflow.id)).filter(
    (pick) =>
      pick.liftedAt === null &&
      pick.takeId === held.take.id &&
      slots.includes(pick.slot) &&
      places.has(`${pick.tab}:${pick.nodeId}:${pick.row}`),
  )
  const liftedPicks = standing.map(({ id }) => id)
  const { title, nodeId } = node.generation
  const summary = `reject ${nodeId} "${title}": take ${held.number}, candidate ${slots.join(', ')}: ${tell}`
  await database.commit((execute) => {
    const each = { workflowId: workflow.id, takeId: held.take.id, tell, who: app.who }
    const rejections = gates.flatMap((gate) =>
      slots.map((slot) => writeRejection(database, execute, { ...nodeRowOf(gate), ...each, slot })),
    )
    liftPicks(database, execute, liftedPicks)
    const details = JSON.stringify({ picks: [], rejections, liftedPicks, liftedRejections: [] })
    writeAction(database, execute, { code: workflow.code, kind: 'reject', details, summary, who: app.who })
  })
  return standing.length > 0
}

/** What keeps a workflow from being an approved version: gates that nobody has approved, generations with too few candidates. */
import { shownOf } from '../../engine/shown.ts'
import type { Node } from '../../engine/state.ts'
import { rejectionsOfTakes } from '../../store/rejections.ts'
import type { Gate } from '../../workflow/model.ts'
import type { Standing } from '../running/standing.ts'

export interface OpenPlace {
  readonly tab: string
  /** Of the gate, or of the generation that has too few candidates. */
  readonly nodeId: number
  readonly row: number
  readonly title: string
  /** What is open, as a phrase. */
  readonly reason: string
}

/** Of four candidates three. */
const SHARE_NEEDED = 0.75

/** In the order of the document; what is switched off counts for nothing. */
export async function openForApproval({ prepared, planned }: Standing): Promise<OpenPlace[]> {
  const { source, projectBackend, store } = prepared
  const { claims, picks } = planned.resolution
  const shown = planned.nodes
    .filter(({ generation }) => generation.off === null)
    .map((node) => shownOf(node, claims, picks, projectBackend.backend.type))
  const takeIds = shown.flatMap(({ held }) => (held === null ? [] : [held.take.id]))
  const rejections = await rejectionsOfTakes(store.database, takeIds)
  const rejected = new Set(rejections.map(({ takeId, slot }) => `${takeId}/${slot}`))
  const gates = new Map(source.wiring.gates.map((gate) => [gate.key, gate]))
  return shown.flatMap((each) => [
    ...openGates(each, gates),
    ...tooFew(each, (takeId, slot) => rejected.has(`${takeId}/${slot}`)),
  ])
}

type ShownNode = ReturnType<typeof shownOf>

function openGates({ node, picks }: ShownNode, gates: ReadonlyMap<string, Gate>): OpenPlace[] {
  return node.generation.gates.flatMap((key) => {
    const pick = picks.find(({ gate }) => gate === key)
    if (pick?.by === 'approved' && pick.passes) return []
    const { tab, nodeId, row, title } = gates.get(key)!
    const reason =
      pick === undefined
        ? 'nobody has approved a candidate'
        : pick.passes
          ? `candidate ${pick.slot} passes by itself; nobody has approved it`
          : `the pick, candidate ${pick.slot}, no longer passes`
    return [{ tab, nodeId, row, title, reason }]
  })
}

function tooFew(
  { node, held, picks }: ShownNode,
  isRejected: (takeId: number, slot: number) => boolean,
): OpenPlace[] {
  const { tab, nodeId, row, title, slotCount } = node.generation
  const place = { tab, nodeId, row, title }
  if (held === null) return [{ ...place, reason: 'it has no candidates' }]
  if (isOutdated(node, held.take.recipe) && !picks.some(({ passes }) => passes)) {
    return [{ ...place, reason: 'its candidates are not of its present prompt and settings' }]
  }
  const { take } = held
  const wanted = take.assumed ? take.candidates.size : slotCount
  const needed = Math.ceil(SHARE_NEEDED * wanted)
  const sound = [...take.candidates.keys()].filter((slot) => slot <= wanted && !isRejected(take.id, slot))
  if (sound.length >= needed) return []
  const reason = `${sound.length} of ${wanted} candidates are there and not rejected; ${needed} are needed`
  return [{ ...place, reason }]
}

function isOutdated({ recipe }: Node, made: string): boolean {
  return recipe !== null && recipe.hash !== made
}

/** `Mainbody:12 "Approve scene 01 image", row 2: nobody has approved a candidate` */
export function describeOpen({ tab, nodeId, title, row, reason }: OpenPlace): string {
  const rowed = row > 1 ? `, row ${row}` : ''
  return `${tab}:${nodeId} "${title}"${rowed}: ${reason}`
}

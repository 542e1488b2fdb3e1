/** What `run --fresh` re-rolls: what nobody has approved, everything, or what is named. */
import type { Plan } from '../../engine/plan.ts'
import { nameNodes } from '../../workflow/address.ts'
import type { Wiring } from '../../workflow/model.ts'
import type { RunInput } from '../runInput.ts'
import type { AskedReroll } from './errandOf.ts'

interface FreshAsked {
  readonly reroll: AskedReroll
  /** How words were understood. */
  readonly echoes: readonly string[]
}

/** @param selected keys that the command is about at all */
export function freshReroll(
  wiring: Wiring,
  input: RunInput,
  selected: ReadonlySet<string>,
): FreshAsked | null {
  const { fresh, again = false, allTabs = false } = input
  if (fresh === undefined) return null
  const { only = null, tabs = null, rows = null, nodes = null } = input
  const round = { slots: null, seed: null, again, cascades: false }
  const wish = { verb: 'run --fresh', only, tabs, rows, nodes }
  const [word] = fresh
  if (fresh.length === 1 && (word === 'unapproved' || word === 'all')) {
    const targets = (planned: Plan) =>
      (word === 'all' ? allKeys(planned) : unapproved(planned)).filter(
        (key) => selected.has(key) && isMade(planned, key),
      )
    return { reroll: { ...round, wish: { ...wish, fresh: word }, targets }, echoes: [] }
  }
  const { generations, echoes } = nameNodes(wiring, fresh, { allTabs, several: 'one scene' })
  const keys = generations.map(({ key }) => key).filter((key) => selected.has(key))
  return { reroll: { ...round, wish: { ...wish, fresh: keys }, targets: () => keys }, echoes }
}

function allKeys({ nodes }: Plan): string[] {
  return nodes.map(({ generation }) => generation.key)
}

/** What has candidates: what was never made, or was refused, is for a plain run and for `retry`. */
function isMade({ resolution }: Plan, key: string): boolean {
  return resolution.claims.held(key).some(({ take }) => take.candidates.size > 0)
}

/** Without an approved pick, but for what an approved candidate was made from, however far back. */
function unapproved({ nodes, resolution }: Plan): string[] {
  const byKey = new Map(nodes.map((node) => [node.generation.key, node]))
  const isApproved = ({ generation, recipe }: Plan['nodes'][number]) =>
    recipe !== null &&
    generation.gates.some((gate) => resolution.picks.find(gate, recipe.hash)?.by === 'approved')
  const kept = new Set<string>()
  const open = nodes.filter(isApproved)
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (kept.has(node.generation.key)) continue
    kept.add(node.generation.key)
    for (const input of node.generation.inputs) {
      const supplier = input.from === 'generation' ? byKey.get(input.generation) : undefined
      if (supplier !== undefined) open.push(supplier)
    }
  }
  return nodes.map(({ generation }) => generation.key).filter((key) => !kept.has(key))
}

/** Resolves the nodes of one tab in the order of what they depend on. Knows the kinds, not their rules. */
import type { Allowance } from './allowance.ts'
import { type Arrival, nothing, type Resolved, type Value } from './arrivals.ts'
import { type Draft, draftAt } from './drafts.ts'
import { resolveGate } from './gates.ts'
import { resolveGeneration, type WiredGeneration } from './generationNode.ts'
import type { Graph } from './graph.ts'
import type { Incoming } from './linkChoice.ts'
import { orderNodes } from './order.ts'
import { resolveBypass, resolveForeign, resolvePreview } from './passing.ts'
import type { Place } from './place.ts'
import { resolvePrompt } from './promptText.ts'
import { resolveReference } from './referenceRows.ts'

/** All lists by node index; a hole where the node stands in a cycle or behind one. */
export interface ResolvedTab {
  readonly values: readonly (Value | undefined)[]
  readonly arrivals: readonly (readonly Arrival[] | undefined)[]
  readonly uses: readonly (readonly Place[] | undefined)[]
  readonly generations: readonly (WiredGeneration | undefined)[]
  readonly drafts: readonly Draft[]
}

/** Takes of `allowance` what filled texts need. */
export function resolveTab(graph: Graph, allowance: Allowance): ResolvedTab {
  const { places, incoming } = graph
  const sourcesOf = places.map((place) =>
    ignoresInputs(place) ? noLinks : (incoming[place.index] ?? noLinks),
  )
  const { order, cycles } = orderNodes(sourcesOf)
  const values: (Value | undefined)[] = new Array(places.length)
  const arrivals: (Arrival[] | undefined)[] = new Array(places.length)
  const uses: (readonly Place[] | undefined)[] = new Array(places.length)
  const generations: (WiredGeneration | undefined)[] = new Array(places.length)
  const drafts: Draft[] = []
  for (const index of order) {
    const place = places[index]
    if (place === undefined) continue
    const arriving = (incoming[index] ?? noLinks).map(
      ({ slot, source }): Arrival => ({
        slot,
        slotName: place.node.inputs?.[slot]?.name ?? null,
        source,
        value: values[source.index] ?? nothing,
      }),
    )
    const resolved = resolve(place, arriving, allowance)
    values[index] = resolved.value
    arrivals[index] = arriving
    uses[index] = resolved.uses
    generations[index] = resolved.wired
    for (const draft of resolved.drafts) drafts.push(draft)
  }
  for (const cycle of cycles) drafts.push(cycleDraft(cycle.flatMap((index) => places[index] ?? [])))
  return { values, arrivals, uses, generations, drafts }
}

const noLinks: readonly Incoming[] = []

/** A plain prompt or a reference is what it is, whatever is linked to it. */
function ignoresInputs({ node }: Place): boolean {
  if (node.state === 'bypass') return false
  return node.kind === 'reference' || (node.kind === 'prompt' && node.properties.templateMode !== true)
}

function resolve(
  place: Place,
  arrivals: readonly Arrival[],
  allowance: Allowance,
): Resolved & { readonly wired?: WiredGeneration } {
  const { kind, state } = place.node
  if (state === 'bypass') return resolveBypass(place, arrivals)
  switch (kind) {
    case 'prompt':
      return resolvePrompt(place, arrivals, allowance)
    case 'reference':
      return resolveReference(place)
    case 'gate':
      return resolveGate(place, arrivals)
    case 'preview':
      return resolvePreview(place, arrivals)
    case 'foreign':
      return resolveForeign(place)
    case 'image':
    case 'video':
      return resolveGeneration(place, kind, arrivals)
  }
}

const mostNamed = 8

function cycleDraft(cycle: readonly Place[]): Draft {
  const [first] = cycle
  const names = cycle.slice(0, mostNamed).map((place) => place.label)
  if (cycle.length > mostNamed) names.push(`… (${cycle.length} nodes)`)
  const draft: Omit<Draft, 'at' | 'matters'> = {
    level: 'error',
    code: 'cycle',
    field: 'links',
    message: `These nodes wait for each other: ${[...names, first?.label].join(' → ')}.`,
    mend: 'Take one of the links between them out.',
  }
  if (first === undefined) return { ...draft, at: null, matters: 'always' }
  return { ...draftAt(first, draft), matters: cycle.map((place) => place.index) }
}

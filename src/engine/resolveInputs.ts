/** What arrives at a generation: references by their content, picks through their gates; or why nothing does. */
import type { GenerationInput } from '../workflow/model.ts'
import { shownUrl } from '../workflow/shownUrl.ts'
import { unmade } from './decide.ts'
import type { Gatekeeper, Pass } from './passes.ts'
import type { ReferenceContent, ResolutionOptions } from './resolutionOptions.ts'
import type { Failure, Node, State } from './state.ts'

export function resolveInputs(
  node: Node,
  byKey: ReadonlyMap<string, Node>,
  gates: Gatekeeper,
  options: ResolutionOptions,
): 'known' | State {
  const passes = node.generation.inputs.map((input) => passOf(input, node, byKey, gates, options.references))
  node.inputs = passes.map((pass) => (pass.is === 'known' ? pass.sha256 : ''))
  const stop = passes.find((pass) => pass.is !== 'known' && pass.is !== 'not made yet')
  if (stop !== undefined) return stop
  if (passes.some((pass) => pass.is === 'not made yet')) return unmade(node, options)
  return 'known'
}

function passOf(
  input: GenerationInput,
  node: Node,
  byKey: ReadonlyMap<string, Node>,
  gates: Gatekeeper,
  references: ReadonlyMap<string, ReferenceContent>,
): Pass | { readonly is: 'failed'; readonly failure: Failure } {
  if (input.from === 'generation') return gates.pass(byKey.get(input.generation)!, input.gate)
  const reference = references.get(input.url) ?? { status: 'failed', reason: 'it was not read' }
  if (reference.status === 'had') {
    const warning = reference.warning === null ? null : `${shownUrl(input.url)}: ${reference.warning}`
    if (warning !== null && !node.warnings.includes(warning)) node.warnings.push(warning)
    return { is: 'known', sha256: reference.sha256 }
  }
  const message = `The ${input.role} "${shownUrl(input.url)}" (node ${input.source.nodeId}) cannot be had: ${reference.reason}.`
  const slots = Array.from({ length: node.generation.slotCount }, (_, at) => at + 1)
  const next = 'Put it back, or correct its URL in the source, then run again: only what needs it is sent.'
  return { is: 'failed', failure: { errorType: 'api_error', message, slots, attempts: 0, next } }
}

/** A clip without a text as `negativePrompt` gets an empty one: the editor does not import it otherwise. */
import type { Edit } from '../edits.ts'
import { isJsonObject } from '../json.ts'
import { labelOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { type MendedTab, mendOf, nodePath, rawNode } from './step.ts'

export function mendNegativePrompts(tab: Tab): MendedTab {
  const clips = tab.nodes.filter((node) => {
    const properties = rawNode(tab, node).properties ?? {}
    return node.kind === 'video' && isJsonObject(properties) && typeof properties.negativePrompt !== 'string'
  })
  const field = 'properties.negativePrompt'
  return {
    tab,
    edits: clips.map(
      (node): Edit => ({ path: [...nodePath(tab, node), 'properties', 'negativePrompt'], value: '' }),
    ),
    mends: clips.map((node) =>
      mendOf(tab, node, {
        code: 'negative-prompt-missing',
        field,
        message: `${labelOf(node)} was given an empty negativePrompt.`,
      }),
    ),
  }
}

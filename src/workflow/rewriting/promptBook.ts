/** The prompts of a document as somebody edits them: their texts, row by row, and which make the text of a generation. */
import type { Document } from '../document.ts'
import { isJsonArray, type JsonPath } from '../json.ts'
import type { DocumentNode } from '../reading/nodes.ts'
import type { Place } from '../wiring/place.ts'
import { placesBehind, type TextGraph, textGraph } from './textGraph.ts'

export interface PromptText {
  /** From 1; null for the one text of a prompt that is not dynamic. */
  readonly row: number | null
  readonly text: string
  /** From the node: `['properties', 'dynamicRows', 2]`. */
  readonly path: JsonPath
}

export interface EditablePrompt {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly place: Place
  readonly isTemplate: boolean
  /** Empty for a dynamic prompt that has no row. */
  readonly texts: readonly PromptText[]
}

export interface PromptBook {
  /** @returns null where there is no such tab */
  graph(tab: string): TextGraph | null
  prompt(tab: string, nodeId: number): EditablePrompt | null
  /** What the text of a generation or a template is made from: the prompt linked to it, then what fills that one. */
  behind(tab: string, nodeId: number): readonly EditablePrompt[]
}

export function promptBook({ tabs }: Document): PromptBook {
  const graphs = new Map<string, TextGraph>()
  const graphOf = (name: string): TextGraph | null => {
    const known = graphs.get(name)
    if (known !== undefined) return known
    const tab = tabs.find((one) => one.name === name)
    if (tab === undefined) return null
    const graph = textGraph(tab)
    graphs.set(name, graph)
    return graph
  }
  return {
    graph: graphOf,
    prompt: (tab, nodeId) => {
      const place = graphOf(tab)?.place(nodeId) ?? null
      return place?.node.kind === 'prompt' ? editable(tab, place) : null
    },
    behind: (tab, nodeId) => {
      const graph = graphOf(tab)
      const start = graph?.place(nodeId) ?? null
      if (graph === null || start === null) return []
      // A bypassed prompt lets the next one through: its own text goes nowhere.
      const prompts = placesBehind(graph, start).filter(
        ({ node }) => node.kind === 'prompt' && node.state !== 'bypass',
      )
      return prompts.map((place) => editable(tab, place))
    },
  }
}

function editable(tab: string, place: Place): EditablePrompt {
  const { id, title, node } = place
  const isTemplate = node.properties.templateMode === true
  return { tab, nodeId: id ?? 0, title, place, isTemplate, texts: textsOf(node) }
}

/** What is no text (an error that `check` tells) counts as an empty one: it can be written over. */
function textsOf({ properties }: DocumentNode): PromptText[] {
  const { text, dynamicMode, dynamicRows } = properties
  if (dynamicMode !== true) {
    return [{ row: null, text: typeof text === 'string' ? text : '', path: ['properties', 'text'] }]
  }
  if (!isJsonArray(dynamicRows)) return []
  return dynamicRows.map((row, index) => ({
    row: index + 1,
    text: typeof row === 'string' ? row : '',
    path: ['properties', 'dynamicRows', index],
  }))
}

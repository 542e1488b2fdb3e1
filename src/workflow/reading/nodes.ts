/** A node as the file has it: its kind by type and alias, whether it is on, its slots. Judges nothing. */
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../json.ts'

/** Any other type is `foreign`: kept as it is, never run. */
export type NodeKind = 'prompt' | 'reference' | 'gate' | 'preview' | 'image' | 'video' | 'foreign'

/** `bypass`: passes its first matching input through, as if it were not there. */
export type NodeState = 'on' | 'off' | 'bypass'

export interface NodeInput {
  readonly name: string | null
  /** The copy of the link's id. */
  readonly link: JsonValue
}

export interface NodeOutput {
  /** The copy of the ids of its links. */
  readonly links: readonly JsonValue[]
}

export interface DocumentNode {
  /** Its place in `graphData.nodes`. */
  readonly index: number
  readonly id: JsonValue
  readonly type: string
  readonly kind: NodeKind
  readonly state: NodeState
  /** As in the file, or null. */
  readonly title: string | null
  readonly properties: JsonObject
  /** null where the node lists no slots. */
  readonly inputs: readonly NodeInput[] | null
  readonly outputs: readonly NodeOutput[] | null
}

export function readNode(node: JsonObject, index: number): DocumentNode {
  const type = typeof node.type === 'string' ? node.type : ''
  const properties = isJsonObject(node.properties) ? node.properties : {}
  const { title } = node
  return {
    index,
    id: node.id ?? null,
    type,
    kind: kindOf(type, properties),
    state: stateOf(node.mode, properties),
    title: typeof title === 'string' && title.trim() !== '' ? title.trim() : null,
    properties,
    inputs: isJsonArray(node.inputs) ? node.inputs.map(readInput) : null,
    outputs: isJsonArray(node.outputs) ? node.outputs.map(readOutput) : null,
  }
}

const kinds: ReadonlyMap<string, NodeKind> = new Map([
  ['nanobanana/Prompt', 'prompt'],
  ['nanobanana/ReferenceImage', 'reference'],
  ['nanobanana/Approval', 'gate'],
  ['Approval', 'gate'],
  ['Approve', 'gate'],
  ['nanobanana/NanobananaAPI', 'image'],
  ['nanobanana/Veo3', 'video'],
])

function kindOf(type: string, properties: JsonObject): NodeKind {
  if (type !== 'nanobanana/Media') return kinds.get(type) ?? 'foreign'
  if (properties.mode === 'approve') return 'gate'
  return properties.mode === 'preview' ? 'preview' : 'reference'
}

/** LiteGraph's modes: 0 always, 2 never, 4 bypass. */
function stateOf(mode: JsonValue | undefined, properties: JsonObject): NodeState {
  if (properties._disabled === true || mode === 2) return 'off'
  return mode === 4 ? 'bypass' : 'on'
}

function readInput(input: JsonValue): NodeInput {
  if (!isJsonObject(input)) return { name: null, link: null }
  return { name: typeof input.name === 'string' ? input.name : null, link: input.link ?? null }
}

function readOutput(output: JsonValue): NodeOutput {
  return { links: isJsonObject(output) && isJsonArray(output.links) ? output.links : [] }
}

/** The node's own title, else a readable one: `Image 14`. */
export function titleOf(node: DocumentNode): string {
  if (node.title !== null) return node.title
  const name = nameOf(node)
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** For sentences: `image 14 "Scene 03"`. */
export function labelOf(node: DocumentNode): string {
  return node.title === null ? nameOf(node) : `${nameOf(node)} "${node.title}"`
}

function nameOf({ kind, id, index }: DocumentNode): string {
  const place = typeof id === 'number' || typeof id === 'string' ? id : `at nodes[${index}]`
  return `${kind === 'foreign' ? 'node' : kind} ${place}`
}

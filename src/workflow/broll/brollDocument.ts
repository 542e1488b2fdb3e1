/**
 * A B-roll folder as a workflow: per clip an image, perhaps an end image, and a clip from them, each with its gate. Ids
 * go by the clip's number alone, so that one clip more or less changes no other.
 */
import type { JsonObject, JsonValue } from '../json.ts'

export interface BrollSettings {
  readonly imageModel: string
  readonly videoModel: string
  readonly aspectRatio: string
  /** Of images: `2K`. */
  readonly resolution: string
  /** Of clips: `720p`. */
  readonly videoResolution: string
  readonly durationSeconds: number
  /** Candidates of each step. */
  readonly count: number
}

export interface BrollClip {
  /** From 1. */
  readonly number: number
  readonly spelled: string
  /** The prompts' texts; null where a step has none. */
  readonly image: string | null
  readonly endImage: string | null
  readonly video: string | null
  /** Pictures that the images are made after, relative to the folder. */
  readonly references: readonly string[]
  /** Start and end frame that somebody put there, where a step has no prompt. */
  readonly ownImage: string | null
  readonly ownEndImage: string | null
}

export const BROLL_TAB = 'broll'
export const MOST_CLIPS = 999

/** Node id of what a step of a clip makes. */
export const nodeIds = {
  image: (number: number) => number,
  endImage: (number: number) => 1_000 + number,
  video: (number: number) => 2_000 + number,
}

/** The clip that such a node is of. */
export function clipOfNode(id: number): number {
  return id % 1_000
}

const gateId = (generation: number) => 3_000 + generation
const promptId = (generation: number) => 6_000 + generation
const frameId = (generation: number) => 9_000 + generation
/** More pictures than the first hundred of a clip have ids of their own, too. */
const referenceId = (number: number, at: number) =>
  at < 100 ? 20_000 + number * 100 + at : number * 1_000_000 + at

/** The text of an `.nbflow` file of that name. */
export function brollDocument(name: string, clips: readonly BrollClip[], settings: BrollSettings): string {
  const graph: Graph = { nodes: [], links: [] }
  for (const clip of clips) addClip(graph, clip, settings)
  const value = {
    format: 'ducted-project',
    name,
    tabs: [{ name: BROLL_TAB, graphData: { ...graph, groups: [], version: 0.4 } }],
  }
  return `${JSON.stringify(value, null, 2)}\n`
}

interface Graph {
  readonly nodes: GraphNode[]
  readonly links: JsonValue[]
}

interface GraphNode {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly inputs?: readonly { readonly name: string; link?: number }[]
  readonly properties: JsonObject
}

/** Where a picture comes from: a gate, or a file that lies there. */
type Supplier = number | null

function addClip(graph: Graph, clip: BrollClip, settings: BrollSettings): void {
  const { number, spelled } = clip
  const references = clip.references.map((path, at) => {
    const id = referenceId(number, at)
    addReference(graph, id, `B-roll ${spelled} reference ${at + 1}`, path)
    return id
  })
  const picture = (text: string | null, own: string | null, id: number, title: string): Supplier => {
    if (text !== null) return addImage(graph, { id, title, text, references }, settings)
    if (own === null) return null
    addReference(graph, frameId(id), title, own)
    return frameId(id)
  }
  const start = picture(clip.image, clip.ownImage, nodeIds.image(number), `B-roll ${spelled} image`)
  const end = picture(
    clip.endImage,
    clip.ownEndImage,
    nodeIds.endImage(number),
    `B-roll ${spelled} end image`,
  )
  if (clip.video === null) return
  const id = nodeIds.video(number)
  addPrompt(graph, id, `B-roll ${spelled} clip`, clip.video)
  graph.nodes.push({
    id,
    type: 'nanobanana/Veo3',
    title: `B-roll ${spelled} clip`,
    inputs: [{ name: 'prompt' }, { name: 'start frame' }, { name: 'end frame' }],
    properties: {
      model: settings.videoModel,
      mode: 'frames-to-video',
      durationSeconds: String(settings.durationSeconds),
      aspectRatio: settings.aspectRatio,
      resolution: settings.videoResolution,
      negativePrompt: '',
      outputCount: settings.count,
      repeatCount: 1,
    },
  })
  for (const [slot, supplier] of [promptId(id), start, end].entries())
    if (supplier !== null) addLink(graph, supplier, id, slot)
  addGate(graph, id, `Approve B-roll ${spelled} clip`)
}

interface Image {
  readonly id: number
  readonly title: string
  readonly text: string
  /** Ids of reference nodes. */
  readonly references: readonly number[]
}

/** @returns the id of its gate */
function addImage(graph: Graph, { id, title, text, references }: Image, settings: BrollSettings): number {
  addPrompt(graph, id, title, text)
  const pictures = references.map((_, at) => ({ name: `image ${at + 1}` }))
  graph.nodes.push({
    id,
    type: 'nanobanana/NanobananaAPI',
    title,
    inputs: [{ name: 'prompt' }, ...pictures],
    properties: {
      model: settings.imageModel,
      aspectRatio: settings.aspectRatio,
      resolution: settings.resolution,
      imageCount: references.length,
      outputCount: settings.count,
      repeatCount: 1,
    },
  })
  for (const [slot, supplier] of [promptId(id), ...references].entries()) addLink(graph, supplier, id, slot)
  addGate(graph, id, `Approve ${title}`)
  return gateId(id)
}

function addPrompt({ nodes }: Graph, generation: number, title: string, text: string): void {
  const properties = { text, variableName: '', templateMode: false, dynamicMode: false, dynamicRows: [] }
  nodes.push({ id: promptId(generation), type: 'nanobanana/Prompt', title: `Prompt ${title}`, properties })
}

function addReference({ nodes }: Graph, id: number, title: string, path: string): void {
  const properties = { mode: 'reference', imageData: path, filename: path.split('/').at(-1) ?? path }
  nodes.push({ id, type: 'nanobanana/Media', title, properties })
}

function addGate(graph: Graph, generation: number, title: string): void {
  const id = gateId(generation)
  const inputs = [{ name: 'media' }]
  graph.nodes.push({ id, type: 'nanobanana/Media', title, inputs, properties: { mode: 'approve' } })
  addLink(graph, generation, id, 0)
}

/** The slot keeps a copy of the link's id, as the canvas writes it. */
function addLink({ nodes, links }: Graph, from: number, to: number, slot: number): void {
  const id = links.length + 1
  links.push([id, from, 0, to, slot, '*'])
  const input = nodes.find((node) => node.id === to)?.inputs?.[slot]
  if (input !== undefined) input.link = id
}

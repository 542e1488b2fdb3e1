/** A small workflow that has everything: a template with its filler, dynamic rows, references old and new, gates open and locked, all fields that real files have. */
import {
  dynamic,
  gate,
  image,
  preview,
  prompt,
  reference,
  type TestNode,
  template,
  video,
  workflowValue,
} from '../../workflow/buildWorkflow.ts'

/** What the tests change: plain JSON. */
export interface CompleteFile {
  name: string
  tabs: { name: string; graphData: { nodes: CompleteNode[]; links: unknown[] } }[]
}

export interface CompleteNode {
  id: unknown
  type: unknown
  title?: unknown
  mode?: unknown
  properties: Record<string, unknown>
  inputs?: Record<string, unknown>[]
  outputs?: Record<string, unknown>[]
}

const promptFields = {
  variableName: 'look',
  batchMode: false,
  _advancedOpen: false,
  _spawnNum: 2,
  _disabled: false,
}
const plainFields = { ...promptFields, templateMode: false, dynamicMode: false, dynamicRows: [] }
const referenceFields = {
  filename: 'avatar.png',
  width: 512,
  height: 640,
  batchMode: false,
  batchImages: [],
  _disabled: false,
}
const gateFields = {
  _savedApprovalImages: [], _savedApprovalVideos: [], _savedApprovalIndex: 0, _savedApprovalVideoIndex: 0, lastData: null,
  _lastApprovedData: null, _savedCurrentMediaType: 'image', galleryImages: [], galleryVideos: [], galleryIndex: 0,
  _savedGalleryIndex: 0, _pages: 1, _pageIndex: 0, _savedRowMapping: null, _disabled: false, batchMode: false,
} // biome-ignore format: a list
const imageFields = {
  aspectRatio: '9:16', resolution: '1K', timeout: 300_000, imageCount: 1, outputCount: 4, repeatCount: 1, cfg: 1.5,
  _savedImages: [], _savedPreviewIndex: 0, _disabled: false, _pinned: false, _previewOpen: true,
} // biome-ignore format: a list
const videoFields = {
  model: 'veo-3.1-fast-generate-preview', veoModel: 'fast', mode: 'frames-to-video', durationSeconds: '8', aspectRatio: '9:16',
  resolution: '720p', negativePrompt: '', sampleCount: 1, seed: 7, timeout: 600_000, outputCount: 4, repeatCount: 1,
  _savedVideos: [], _savedVideoUrl: null, _savedGalleryIndex: 0, _savedGallerySlots: [], _disabled: false, _pinned: false,
} // biome-ignore format: a list

/**
 * Scene 1: template 10 (filled by 2) → still 11 → gate 12 → clip 14 (prompt 13) → gate 15; preview 16 looks on. Scene 2: the
 * same from two dynamic rows, 20 to 25; its clip ends with picture 4. Scene 3: clip 34 from gate 32, locked with a picture
 * of elsewhere. 40 to 42 hang on nothing. Both stills see avatar 1; the second sees the older node 3, too.
 */
const NODES: readonly TestNode[] = [
  reference(1, 'avatar.png', referenceFields),
  prompt(2, 'a blue cotton t-shirt', plainFields),
  { id: 3, type: 'nanobanana/ReferenceImage', properties: { ...referenceFields, imageData: 'jun.png' } },
  reference(4, 'ife.png', { ...referenceFields, batchMode: true }),
  template(10, 'scene 1, she wears {wardrobe}', ['wardrobe'], { ...plainFields, templateMode: true }),
  image(11, imageFields),
  gate(12, gateFields),
  prompt(13, 'a clip of scene 1, she says hello', plainFields),
  video(14, videoFields),
  gate(15, { ...gateFields, _savedCurrentMediaType: 'video' }),
  preview(16),
  dynamic(20, ['scene 2, one tin', 'scene 2, two tins'], { ...promptFields, templateMode: false }),
  image(21, imageFields),
  gate(22, gateFields),
  prompt(23, 'a clip of scene 2, she waves', plainFields),
  video(24, videoFields),
  gate(25, gateFields),
  gate(32, { ...gateFields, _disabled: true, _lastApprovedData: 'mara.png', lastData: 'mara.png' }),
  prompt(33, 'a clip of scene 3, she turns', plainFields),
  video(34, videoFields),
  { id: 40, type: 'patchwork/StickyNote', properties: { text: 'Scene 3 is approved.' } },
  prompt(41, 'nobody reads this', plainFields),
  reference(42, 'avatar.png', referenceFields),
]

const LINKS = [
  '2 > 10.0', '10 > 11.0', '1 > 11.1', '11 > 12.0', '12 > 16.0', '13 > 14.0', '12 > 14.1', '14 > 15.0',
  '20 > 21.0', '1 > 21.1', '3 > 21.2', '21 > 22.0', '23 > 24.0', '22 > 24.1', '4 > 24.2', '24 > 25.0', '33 > 34.0', '32 > 34.1',
] // biome-ignore format: a list

const SLOTS: Readonly<Record<number, readonly string[]>> = {
  11: ['prompt', 'image 1'],
  21: ['prompt', 'image 1', 'image 2'],
}

/** 28 jobs: 7 generations of 4 candidates. */
export function completeWorkflow(name: string): CompleteFile {
  const value = workflowValue({ name: 'Mainbody', nodes: NODES, links: LINKS })
  const file = { version: '0.8.5', name, ...value } as unknown as CompleteFile
  const [tab] = file.tabs
  tab!.graphData.nodes.forEach(dress)
  for (const link of tab!.graphData.links as number[][]) enterCopies(tab!.graphData.nodes, link)
  const around = {
    groups: [{ title: 'Scene 1', bounding: [0, 0, 10, 10] }],
    config: {},
    extra: { scale: 1 },
    version: 0.4,
  }
  Object.assign(tab!.graphData, { last_node_id: 42, last_link_id: LINKS.length, ...around })
  Object.assign(tab!, { canvasState: { scale: 0.65 }, drawingData: { strokes: [] }, saveCounter: 7 })
  return file
}

function dress(node: CompleteNode, order: number): void {
  const { id } = node as { id: number }
  Object.assign(node, {
    title: `Node ${id}`,
    pos: [id, 60],
    size: [260, 340],
    flags: { collapsed: false },
    order,
    mode: 0,
  })
  Object.assign(node, { color: '#2a363b', bgcolor: '#3f5159' })
  const named = SLOTS[id]?.map((slot) => ({ name: slot }))
  const inputs = named ?? node.inputs ?? (node.properties.mode === 'reference' ? [] : [{ name: 'media' }])
  node.inputs = inputs.map(({ name }) => ({ name, type: '*', link: null, label: 'in' }))
  node.outputs = [{ name: 'out', type: '*', links: [], slot_index: 0, label: 'out' }]
}

function enterCopies(nodes: readonly CompleteNode[], [id, source, , target, slot]: readonly number[]): void {
  const nodeOf = (wanted: number | undefined) => nodes.find((node) => node.id === wanted)!
  nodeOf(target).inputs![slot!]!.link = id
  ;(nodeOf(source).outputs![0]!.links as unknown[]).push(id)
}

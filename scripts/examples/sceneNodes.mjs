// The nodes that every example is made of, with the properties a new node has in PatchWork.

/**
 * @typedef {import('./graph.mjs').Graph} Graph
 * @typedef {import('./graph.mjs').GraphNode} GraphNode
 */

/**
 * @param {Graph} graph
 * @param {{ title: string, pos: [number, number], text: string, placeholders?: string[], rows?: string[], variableName?: string }} prompt
 */
export function addPrompt(graph, { title, pos, text, placeholders = [], rows, variableName = '' }) {
  return graph.add({
    type: 'nanobanana/Prompt',
    title,
    pos,
    size: [360, 240],
    inputs: placeholders.map((name) => `${name}:string`),
    output: 'prompt:string',
    properties: {
      text,
      variableName,
      batchMode: false,
      templateMode: placeholders.length > 0,
      dynamicMode: rows !== undefined,
      dynamicRows: rows ?? [],
      _advancedOpen: placeholders.length > 0 || rows !== undefined,
      _spawnNum: 0,
    },
  })
}

/**
 * @param {Graph} graph
 * @param {{ title: string, pos: [number, number], path: string }} reference `path` relative to the workflow file.
 */
export function addReference(graph, { title, pos, path }) {
  return graph.add({
    type: 'nanobanana/Media',
    title,
    pos,
    size: [260, 340],
    output: 'image:image',
    properties: {
      mode: 'reference',
      imageData: path,
      filename: path,
      imageWidth: 512,
      imageHeight: 640,
      batchMode: false,
      batchImages: [],
    },
  })
}

/**
 * @param {Graph} graph
 * @param {{ title: string, pos: [number, number], prompt: GraphNode, references: GraphNode[] }} still
 */
function addStill(graph, { title, pos, prompt, references }) {
  const slots = references.map((_, index) => `image ${index + 1}`)
  const node = graph.add({
    type: 'nanobanana/NanobananaAPI',
    title,
    pos,
    size: [320, 420],
    inputs: ['prompt:string', ...slots.map((slot) => `${slot}:image`)],
    output: 'images:image',
    properties: {
      model: 'nano_banana_2',
      aspectRatio: '9:16',
      resolution: '2K',
      timeout: 300000,
      imageCount: references.length,
      outputCount: 4,
      repeatCount: 1,
      _savedImages: [],
      _savedPreviewIndex: 0,
    },
  })
  graph.link(prompt, node, 'prompt')
  for (const [index, reference] of references.entries()) graph.link(reference, node, `image ${index + 1}`)
  return node
}

/**
 * @param {Graph} graph
 * @param {{ title: string, pos: [number, number], prompt: GraphNode, startFrame: GraphNode }} clip
 */
function addClip(graph, { title, pos, prompt, startFrame }) {
  const node = graph.add({
    type: 'nanobanana/Veo3',
    title,
    pos,
    size: [320, 420],
    inputs: ['prompt:string', 'start frame:image', 'end frame:image'],
    output: 'video:video',
    properties: {
      model: 'veo-3.1-fast-generate-preview',
      veoModel: 'fast',
      mode: 'frames-to-video',
      durationSeconds: '8',
      aspectRatio: '9:16',
      resolution: '720p',
      negativePrompt: '',
      timeout: 600000,
      outputCount: 4,
      repeatCount: 1,
      _savedVideos: [],
      _savedGalleryIndex: 0,
    },
  })
  graph.link(prompt, node, 'prompt')
  graph.link(startFrame, node, 'start frame')
  return node
}

/**
 * @param {Graph} graph
 * @param {{ title: string, pos: [number, number], source: GraphNode, medium: 'image' | 'video' }} gate
 */
function addGate(graph, { title, pos, source, medium }) {
  const node = graph.add({
    type: 'nanobanana/Media',
    title,
    pos,
    size: [300, 420],
    inputs: ['media:*'],
    output: `${medium}:${medium}`,
    properties: {
      mode: 'approve',
      _savedApprovalImages: [],
      _savedApprovalVideos: [],
      _savedApprovalIndex: 0,
      _savedCurrentMediaType: medium,
    },
  })
  graph.link(source, node, 'media')
  return node
}

/**
 * A scene from left to right: still → gate → clip → gate.
 * @param {Graph} graph
 * @param {{ number: number, top: number, imagePrompt: GraphNode, videoText: string, references: GraphNode[] }} scene
 */
export function addScene(graph, { number, top, imagePrompt, videoText, references }) {
  const name = `scene ${String(number).padStart(2, '0')}`
  const title = name.replace('s', 'S')
  const still = addStill(graph, {
    title: `${title} image`,
    pos: [820, top],
    prompt: imagePrompt,
    references,
  })
  const stillGate = addGate(graph, {
    title: `Approve ${name} image`,
    pos: [1180, top],
    source: still,
    medium: 'image',
  })
  const videoPrompt = addPrompt(graph, { title: `Prompt ${name} video`, pos: [1520, top], text: videoText })
  const clip = addClip(graph, {
    title: `${title} video`,
    pos: [1920, top],
    prompt: videoPrompt,
    startFrame: stillGate,
  })
  addGate(graph, { title: `Approve ${name} video`, pos: [2280, top], source: clip, medium: 'video' })
  graph.group({ title, bounding: [400, top - 80, 2220, 560], color: '#3f5159', font_size: 24 })
}

// The workflows that are measured, as PatchWork writes them, built from the same parts as our examples.

import { createGraph, workflowOf } from '../scripts/examples/graph.mjs'
import { addPrompt, addReference, addScene } from '../scripts/examples/sceneNodes.mjs'

/**
 * @typedef {import('../scripts/examples/graph.mjs').Graph} Graph
 * @typedef {import('../scripts/examples/graph.mjs').GraphNode} GraphNode
 * @typedef {import('../scripts/examples/graph.mjs').Workflow} Workflow
 */

export const NODES_PER_SCENE = 6

/**
 * One reference picture, and per scene prompt → still → gate → clip ← prompt, clip → gate: two generations.
 *
 * @param {number} sceneCount
 * @param {{ outputCount: number }} options Candidates of each generation.
 * @returns {Workflow}
 */
export function sceneWorkflow(sceneCount, { outputCount }) {
  const graph = createGraph()
  const avatar = addReference(graph, { title: 'Avatar', pos: [40, 60], path: 'avatar.png' })
  for (let number = 1; number <= sceneCount; number += 1) {
    const top = number * 620
    const imagePrompt = addPrompt(graph, {
      title: `Prompt scene ${number} image`,
      pos: [420, top],
      text: `Scene ${number}: the woman from the reference picture at a kitchen table, morning light, a handheld phone photo.`,
    })
    const videoText = `Scene ${number}: she looks up and says, in an everyday voice: "That took me all week." No music.`
    addScene(graph, { number, top, imagePrompt, videoText, references: [avatar] })
  }
  const tab = graph.toTab('Mainbody', 1)
  const { nodes } = /** @type {{ nodes: GraphNode[] }} */ (tab.graphData)
  for (const { properties } of nodes) if ('outputCount' in properties) properties.outputCount = outputCount
  return workflowOf('BENCH1-V0-1', [tab])
}

/**
 * Stills of one candidate each, every one with a prompt of its own.
 *
 * @param {{ chained: number, single?: number }} counts `chained`: each the reference of the next one.
 * @returns {Workflow}
 */
export function stillWorkflow({ chained, single = 0 }) {
  const graph = createGraph()
  /** @type {GraphNode | null} */
  let former = null
  for (let number = 1; number <= single; number += 1) addStill(graph, `Single ${number}`, null)
  for (let number = 1; number <= chained; number += 1) former = addStill(graph, `Link ${number}`, former)
  return workflowOf('BENCH1-V0-1', [graph.toTab('Mainbody', 1)])
}

/**
 * @param {Graph} graph
 * @param {string} title
 * @param {GraphNode | null} reference
 */
function addStill(graph, title, reference) {
  const prompt = addPrompt(graph, { title: `Prompt ${title}`, pos: [40, 60], text: `${title}: a red door` })
  const still = graph.add({
    type: 'nanobanana/NanobananaAPI',
    title,
    pos: [420, 60],
    size: [320, 420],
    inputs: ['prompt:string', ...(reference === null ? [] : ['image 1:image'])],
    output: 'images:image',
    properties: { model: 'nano_banana_2', aspectRatio: '9:16', outputCount: 1, repeatCount: 1 },
  })
  graph.link(prompt, still, 'prompt')
  if (reference !== null) graph.link(reference, still, 'image 1')
  return still
}

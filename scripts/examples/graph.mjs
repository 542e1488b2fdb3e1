// Builds one tab's LiteGraph serialisation as PatchWork writes it: ids in order of adding, links kept in all three places.

/**
 * @typedef {{ name: string, type: string, link: number | null }} InputSlot
 * @typedef {{ name: string, type: string, links: number[] | null, slot_index: number }} OutputSlot
 * @typedef {object} GraphNode
 * @property {number} id
 * @property {string} type
 * @property {[number, number]} pos
 * @property {[number, number]} size
 * @property {Record<string, never>} flags
 * @property {number} order
 * @property {number} mode
 * @property {InputSlot[]} inputs
 * @property {OutputSlot[]} outputs
 * @property {string} title
 * @property {Record<string, unknown>} properties
 * @typedef {[number, number, number, number, number, string]} Link
 * @typedef {{ title: string, bounding: [number, number, number, number], color: string, font_size: number }} Group
 * @typedef {object} Tab
 * @property {string} name
 * @property {object} graphData
 * @property {object} canvasState
 * @property {object} drawingData
 * @property {number} saveCounter
 * @typedef {{ format: string, version: string, name: string, tabs: Tab[] }} Workflow
 *
 * @typedef {object} NodePlan
 * @property {string} type
 * @property {string} title
 * @property {[number, number]} pos
 * @property {[number, number]} size
 * @property {string[]} [inputs] Slots as `name:type`.
 * @property {string} output The slot as `name:type`.
 * @property {Record<string, unknown>} properties
 *
 * @typedef {object} Graph
 * @property {(plan: NodePlan) => GraphNode} add
 * @property {(source: GraphNode, target: GraphNode, slotName: string) => void} link
 * @property {(group: Group) => void} group
 * @property {(name: string, saveCounter: number) => Tab} toTab
 */

/** @returns {Graph} */
export function createGraph() {
  /** @type {GraphNode[]} */
  const nodes = []
  /** @type {Link[]} */
  const links = []
  /** @type {Group[]} */
  const groups = []
  return {
    add(plan) {
      const node = plannedNode(plan, nodes.length)
      nodes.push(node)
      return node
    },
    link(source, target, slotName) {
      const slot = target.inputs.findIndex((input) => input.name === slotName)
      const [input, output] = [target.inputs[slot], source.outputs[0]]
      if (input === undefined || output === undefined) {
        throw new Error(`${target.title} has no slot "${slotName}", or ${source.title} no output`)
      }
      const id = links.length + 1
      links.push([id, source.id, 0, target.id, slot, output.type])
      input.link = id
      output.links = [...(output.links ?? []), id]
    },
    group(group) {
      groups.push(group)
    },
    toTab(name, saveCounter) {
      const graphData = {
        last_node_id: nodes.length,
        last_link_id: links.length,
        nodes,
        links,
        groups,
        config: {},
        extra: { ds: { scale: 0.65, offset: [120, 80] } },
        version: 0.4,
      }
      return {
        name,
        graphData,
        canvasState: { scale: 0.65, offset: [120, 80] },
        drawingData: { strokes: [], visible: true },
        saveCounter,
      }
    },
  }
}

/**
 * @param {string} name
 * @param {Tab[]} tabs
 * @returns {Workflow}
 */
export function workflowOf(name, tabs) {
  return { format: 'ducted-project', version: '0.8.5', name, tabs }
}

/**
 * @param {NodePlan} plan
 * @param {number} order
 * @returns {GraphNode}
 */
function plannedNode({ type, title, pos, size, inputs = [], output, properties }, order) {
  const [outputName = '', outputType = ''] = output.split(':')
  return {
    id: order + 1,
    type,
    pos,
    size,
    flags: {},
    order,
    mode: 0,
    inputs: inputs.map((slot) => {
      const [name = '', slotType = ''] = slot.split(':')
      return { name, type: slotType, link: null }
    }),
    outputs: [{ name: outputName, type: outputType, links: null, slot_index: 0 }],
    title,
    properties,
  }
}

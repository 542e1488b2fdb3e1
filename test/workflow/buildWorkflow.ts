/** Small workflows written as data: nodes by kind, links as `from > to.slot`. For tests. */
import { readDocument } from '../../src/workflow/document.ts'
import type { JsonObject, JsonValue } from '../../src/workflow/json.ts'
import type { Wiring } from '../../src/workflow/model.ts'
import { wire } from '../../src/workflow/wire.ts'

export interface TestNode {
  readonly id: JsonValue
  readonly type: string
  readonly title?: string
  readonly mode?: number
  readonly properties?: JsonObject
  readonly inputs?: readonly JsonObject[]
  readonly outputs?: readonly JsonObject[]
}

export interface TestTab {
  readonly name?: JsonValue
  readonly nodes: readonly TestNode[]
  /** `'1 > 2.0'`: from the first output of node 1 to input slot 0 of node 2. */
  readonly links?: readonly (string | JsonValue)[]
}

export function workflowValue(...tabs: readonly TestTab[]): JsonObject {
  const value = {
    format: 'ducted-project',
    tabs: tabs.map(({ name = 'Main', nodes, links = [] }) => ({
      name,
      graphData: { nodes: nodes.map((node) => ({ ...node })), links: links.map(linkValue) },
    })),
  }
  return JSON.parse(JSON.stringify(value))
}

function linkValue(link: string | JsonValue, index: number): JsonValue {
  if (typeof link !== 'string') return link
  const [source, target = ''] = link.split('>').map((side) => side.trim())
  const [node, slot] = target.split('.').map(Number)
  return [index + 1, Number(source), 0, node ?? 0, slot ?? 0, '*']
}

export function documentOf(...tabs: readonly TestTab[]) {
  return readDocument(new TextEncoder().encode(JSON.stringify(workflowValue(...tabs))), 'test.nbflow')
}

export function wireTab(nodes: readonly TestNode[], links: readonly (string | JsonValue)[] = []): Wiring {
  return wire(documentOf({ nodes, links }))
}

export function prompt(id: number, text: JsonValue, properties: JsonObject = {}): TestNode {
  return { id, type: 'nanobanana/Prompt', properties: { text, ...properties } }
}

export function template(
  id: number,
  text: string,
  slots: readonly string[],
  properties: JsonObject = {},
): TestNode {
  const inputs = slots.map((name) => ({ name, type: 'string', link: null }))
  return { ...prompt(id, text, { templateMode: true, ...properties }), inputs }
}

export function dynamic(id: number, dynamicRows: JsonValue, properties: JsonObject = {}): TestNode {
  return prompt(id, '', { dynamicMode: true, dynamicRows, ...properties })
}

export function reference(id: number, imageData: JsonValue, properties: JsonObject = {}): TestNode {
  return { id, type: 'nanobanana/Media', properties: { mode: 'reference', imageData, ...properties } }
}

export function gate(id: number, properties: JsonObject = {}, mode = 0): TestNode {
  return { id, type: 'nanobanana/Media', mode, properties: { mode: 'approve', ...properties } }
}

export function preview(id: number): TestNode {
  return { id, type: 'nanobanana/Media', properties: { mode: 'preview' } }
}

export function image(id: number, properties: JsonObject = {}, mode = 0): TestNode {
  return { id, type: 'nanobanana/NanobananaAPI', mode, properties: { model: 'nano_banana_2', ...properties } }
}

export function video(id: number, properties: JsonObject = {}, mode = 0): TestNode {
  const inputs = ['prompt', 'start frame', 'end frame'].map((name) => ({ name, link: null }))
  const all = { negativePrompt: '', durationSeconds: '8', ...properties }
  return { id, type: 'nanobanana/Veo3', mode, properties: all, inputs }
}

/** Stale copies are left out: these workflows are written without copies. */
export function findingLines({ findings }: Wiring): string[] {
  return findings
    .filter(({ code }) => code !== 'stale-link-copy')
    .map(({ severity, code, nodeId }) => `${severity} ${code} ${nodeId}`)
}

/** `2.1 "text" <- reference a.png, 3.1 via 4`: a generation in one line. */
export function generationLines({ generations }: Wiring): string[] {
  return generations.map(({ nodeId, row, prompt: text, inputs, off }) => {
    const arriving = inputs.map((input) => {
      if (input.from === 'reference') return `${input.slot}=${input.url}`
      const through = input.gate === null ? '' : ` via ${input.gate.replace('Main:', '')}`
      return `${input.slot}=${input.generation.replace('Main:', '')}${through}`
    })
    return `${nodeId}:${row} ${JSON.stringify(text)} [${arriving.join(', ')}]${off === null ? '' : ` off: ${off}`}`
  })
}

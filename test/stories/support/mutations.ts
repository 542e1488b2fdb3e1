/** Every field of the complete workflow with the values it is changed to, and every link with the ways it can go wrong. */

import { type Mutation, NAME } from './compared.ts'
import { type CompleteFile, type CompleteNode, completeWorkflow } from './completeWorkflow.ts'

type Path = readonly (string | number)[]

/** Values that mean something, by where the field stands. */
const NODE_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  id: [901],
  mode: [1, 2, 4],
  type: [
    ...['nanobanana/Prompt', 'nanobanana/Media', 'nanobanana/ReferenceImage', 'nanobanana/Approval'],
    ...['nanobanana/NanobananaAPI', 'nanobanana/Veo3', 'patchwork/Else'],
  ],
}
const PROPERTY_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  aspectRatio: ['16:9', '2:1', null],
  resolution: ['2K', '512px', '1080p', '4k', 'huge'],
  model: ['nano_banana_pro', 'gemini-3.1-flash-image', 'nano_banana_9', ''],
  veoModel: ['quality', 'swift', null],
  durationSeconds: ['6', 8, '7', null],
  mode: ['text-to-video', 'reference', 'approve', 'preview', 'else'],
  imageData: ['mara.png', 'gone.png', '', null],
  _lastApprovedData: ['ife.png', null],
  outputCount: [5, 3, 0, '4', null],
  repeatCount: [2, 0, null],
  timeout: [1, 'soon', null],
  text: ['other words', '', 7, null],
  batchImages: [['mara.png'], ['mara.png', 'jun.png']],
}

/** Changes of everything in the file but links: of nodes, and of what is around them. */
export function fieldMutations(): Mutation[] {
  const file = completeWorkflow(NAME)
  const leaves = leavesOf(file).filter((path) => path[3] !== 'links')
  return leaves.flatMap((path) => valuesFor(file, path).map((other) => mutationOf(file, path, other)))
}

function mutationOf(file: CompleteFile, path: Path, other: unknown): Mutation {
  const name = path.at(-1)!
  const place =
    path[3] === 'nodes' ? `node ${nodeAt(file, path).id} ${path.slice(5).join('.')}` : path.join('.')
  return {
    what: `${place} ${JSON.stringify(at(file, path))} → ${JSON.stringify(other) ?? 'none'}`,
    change: (changed) => {
      const holder = at(changed, path.slice(0, -1)) as Record<string | number, unknown>
      if (other === undefined) delete holder[name]
      else holder[name] = other
    },
  }
}

/** Other values for one field; undefined takes it out. */
function valuesFor(file: CompleteFile, path: Path): unknown[] {
  const [name, value] = [path.at(-1)!, at(file, path)]
  const isProperty = path[5] === 'properties' && path.length === 7
  const isOfNode = path[3] === 'nodes' && path.length === 6
  const listed = isProperty ? PROPERTY_VALUES : isOfNode ? NODE_VALUES : {}
  const meaning = (listed[name] ?? []).filter((other) => other !== value)
  const others = meaning.length > 0 ? meaning : [anotherLike(value)]
  const canGo = (isProperty && !String(name).startsWith('_')) || (isOfNode && name in NODE_VALUES)
  return canGo ? [...others, undefined] : others
}

function anotherLike(value: unknown): unknown {
  if (typeof value === 'string') return `${value} other`
  if (typeof value === 'number') return value + 1
  if (typeof value === 'boolean') return !value
  if (value === null) return 'other'
  return Array.isArray(value) ? ['other'] : { other: 1 }
}

/** Paths of every value that holds no other; an empty list or object is one. */
function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
  if (entries.length === 0) return [path]
  return entries.flatMap(([key, inner]) => leavesOf(inner, [...path, key]))
}

function at(value: unknown, path: Path): unknown {
  return path.reduce((inner, key) => (inner as Record<string | number, unknown>)[key], value)
}

function nodeAt(file: CompleteFile, path: Path): CompleteNode {
  return at(file, path.slice(0, 5)) as CompleteNode
}

const LINK_PARTS = ['id', 'source', 'source slot', 'target', 'target slot', 'type']

/** Each link taken out, and each of its parts changed: to what is not there, and to what is. */
export function linkMutations(): Mutation[] {
  const { links } = completeWorkflow(NAME).tabs[0]!.graphData
  return (links as unknown[][]).flatMap((link, index) => {
    const spelled = JSON.stringify(link)
    const parts = link.flatMap((value, part) =>
      linkValues(part).flatMap((other): Mutation[] => {
        if (other === value) return []
        const what = `link ${spelled} ${LINK_PARTS[part]} → ${JSON.stringify(other)}`
        return [
          { what, change: (file) => Object.assign(linksOf(file)[index] as unknown[], { [part]: other }) },
        ]
      }),
    )
    const without = {
      what: `link ${spelled} taken out`,
      change: (file: CompleteFile) => linksOf(file).splice(index, 1),
    }
    const hole = {
      what: `link ${spelled} → null`,
      change: (file: CompleteFile) => linksOf(file).splice(index, 1, null),
    }
    return [...parts, without, hole]
  })
}

function linksOf(file: CompleteFile): unknown[] {
  return file.tabs[0]!.graphData.links
}

/** Sources and targets of every kind, and a node that is not there. */
function linkValues(part: number): unknown[] {
  if (part === 1 || part === 3) return [2, 1, 11, 12, 14, 40, 901]
  if (part === 2) return [1]
  if (part === 4) return [0, 1, 2, 3]
  return part === 0 ? [901] : ['else']
}

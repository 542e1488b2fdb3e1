/** A workflow of a few scenes (still → gate → clip → gate) as data, and how a test changes it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  gate,
  image,
  prompt,
  reference,
  type TestNode,
  video,
  workflowValue,
} from '../../workflow/buildWorkflow.ts'

/** What tests change in a file; everything else in it is nobody's business here. */
export interface FileNode {
  id: number
  title?: string
  pos?: unknown
  properties: Record<string, unknown>
  inputs?: { name: string; link: number | null }[]
}

export interface FileTab {
  name: string
  graphData: { nodes: FileNode[]; links: unknown[] }
}

export interface File {
  name?: string
  tabs: FileTab[]
}

/** The ids of scene `n` begin with `n`: 10 prompt, 11 still, 12 its gate, 13 the clip's prompt, 14 clip, 15 its gate. */
export function scenes(count: number, { avatar = 'avatar.png', outputCount = 4 } = {}): string {
  const nodes: TestNode[] = [{ ...reference(1, avatar), title: 'Avatar' }]
  const links: string[] = []
  for (let n = 1; n <= count; n += 1) {
    const id = n * 10
    nodes.push(
      { ...prompt(id, `a still of scene ${n}, she looks up`), title: `Prompt ${n}` },
      { ...image(id + 1, { outputCount }), title: `Scene 0${n} image` },
      { ...gate(id + 2), title: `Approve scene 0${n} image` },
      { ...prompt(id + 3, `a clip of scene ${n}, she says hello`), title: `Clip prompt ${n}` },
      { ...video(id + 4, { outputCount }), title: `Scene 0${n} video` },
      { ...gate(id + 5), title: `Approve scene 0${n} video` },
    )
    links.push(`${id} > ${id + 1}.0`, `1 > ${id + 1}.1`, `${id + 1} > ${id + 2}.0`)
    links.push(`${id + 3} > ${id + 4}.0`, `${id + 2} > ${id + 4}.1`, `${id + 4} > ${id + 5}.0`)
  }
  const value = workflowValue({ name: 'Mainbody', nodes, links })
  return `${JSON.stringify(value, null, 2)}\n`
}

/** The text after a change of the parsed file, two spaces deep. */
export function changed(text: string, change: (file: File) => void): string {
  const file: File = JSON.parse(text)
  change(file)
  return `${JSON.stringify(file, null, 2)}\n`
}

export function nodeOf(file: File, id: number, tab = 0): FileNode {
  const node = file.tabs[tab]?.graphData.nodes.find((each) => each.id === id)
  if (node === undefined) throw new Error(`There is no node ${id} in tab ${tab}.`)
  return node
}

/** `changed`, for one property of one node. */
export function withProperty(text: string, id: number, name: string, value: unknown): string {
  return changed(text, (file) => {
    nodeOf(file, id).properties[name] = value
  })
}

export function exampleFile(path: string): Buffer {
  return readFileSync(fileURLToPath(new URL(`../../../examples/${path}`, import.meta.url)))
}

/** Four real pictures that differ. */
export const PICTURES = {
  avatar: exampleFile('tea/avatar.png'),
  ife: exampleFile('studio/avatar-ife.png'),
  jun: exampleFile('studio/avatar-jun.png'),
  mara: exampleFile('studio/avatar-mara.png'),
}

/** The files of a stage with `S1-V0-1.nbflow` of so many scenes. */
export function sceneFiles(count: number, options: Parameters<typeof scenes>[1] = {}) {
  return { 'S1-V0-1.nbflow': scenes(count, options), 'avatar.png': PICTURES.avatar }
}

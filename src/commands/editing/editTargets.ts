/** What `edit` is about: the generations that were named, or the prompts where nothing else was; with `--all-tabs`, tab by tab. */
import { RetakeError } from '../../errors.ts'
import type { NamedNodes } from '../../workflow/address.ts'
import type { Generation } from '../../workflow/model.ts'
import type { EditablePrompt, PromptBook } from '../../workflow/rewriting/promptBook.ts'

/** A node, all its rows. */
export type TargetNode = Pick<Generation, 'tab' | 'nodeId' | 'title'>

/** What one edit is looked up in. */
export interface Target {
  readonly generations: readonly TargetNode[]
  /** Empty unless prompts were named, and only prompts. */
  readonly prompts: readonly EditablePrompt[]
}

/** One target, or one for each tab. */
export function editTargets(
  { nodes, generations }: NamedNodes,
  book: PromptBook,
  allTabs: boolean,
): Target[] {
  const named = nodes.every(({ is }) => is === 'prompt')
    ? nodes.flatMap(({ tab, nodeId }) => book.prompt(tab, nodeId) ?? [])
    : []
  const unique = new Map(generations.map((generation) => [addressOf(generation), generation]))
  const all = { generations: [...unique.values()], prompts: named }
  if (!allTabs) return [all]
  const tabs = new Set([...all.generations, ...all.prompts].map(({ tab }) => tab))
  return [...tabs].map((name) => ({
    generations: all.generations.filter(({ tab }) => tab === name),
    prompts: all.prompts.filter(({ tab }) => tab === name),
  }))
}

/** @throws RetakeError `usage` where it is none, or several: they are listed with their addresses */
export function theOnly<Node extends TargetNode>(nodes: readonly Node[], what: string, why: string): Node {
  const [node, another] = nodes
  if (node !== undefined && another === undefined) return node
  if (node === undefined) {
    throw new RetakeError('usage', `No ${what} is meant. Nothing was written.`, { next: why })
  }
  const isOfTabs = new Set(nodes.map(({ tab }) => tab)).size === nodes.length
  throw new RetakeError('usage', `Several ${what}s are meant. Nothing was written.\n${listOf(nodes)}`, {
    next: `${why} Name one by its address${isOfTabs ? ', or say --all-tabs' : ''}.`,
  })
}

export function listOf(nodes: readonly TargetNode[]): string {
  return nodes.map((node) => `  ${nameOf(node)}`).join('\n')
}

/** `"Main:14" (Scene 03 image)` */
export function nameOf(node: TargetNode): string {
  return `"${addressOf(node)}" (${node.title.replace(/\s+/g, ' ')})`
}

export function addressOf({ tab, nodeId }: TargetNode): string {
  return `${tab}:${nodeId}`
}

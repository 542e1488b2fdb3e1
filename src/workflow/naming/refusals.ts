/** Why a name is refused, and what to write instead. */
import { RetakeError } from '../../errors.ts'
import type { Titles } from './hearing.ts'
import type { Found } from './matchPhrase.ts'
import type { Nameable } from './nameables.ts'
import { nearestAddresses, nearestTitles } from './nearest.ts'
import { readPhrase } from './phrase.ts'
import { oneLine, sayChoice, sayList, sayNode } from './sentences.ts'
import { wordsOf } from './words.ts'

const inChoices = { most: 10, last: ', ' } as const

export function namesNothing(addresses: readonly string[]): RetakeError {
  return new RetakeError('usage', `"${oneLine(addresses.join(' '))}" names no node.`, {
    next: 'Name nodes as 14, "Account B:14" or "scene 03 image".',
  })
}

export function unknownAddress(address: string, titles: Titles): RetakeError {
  const near = nearestAddresses(address, titles.nodes)
  return unknown(`No generation, gate or prompt has the address "${oneLine(address)}".`, near)
}

/** `isLoose`: it was typed without quotes, so it may have been several names. */
export function unknownPhrase(text: string, titles: Titles, { isLoose }: { isLoose: boolean }): RetakeError {
  const near = nearestTitles(text, titles.nodes, titles.index())
  const several = isLoose ? ' Several names go between quotes, or with commas between.' : ''
  return unknown(`No generation, gate or prompt is called "${oneLine(text)}".`, near, several)
}

function unknown(
  message: string,
  near: readonly { readonly node: Nameable; readonly name: string }[],
  hint = '',
): RetakeError {
  const list = near.map(({ node, name }) => `${oneLine(name)} (${oneLine(node.title)})`).join(', ')
  return new RetakeError('usage', message, {
    next: list === '' ? 'The file holds no generation.' : `Nearest: ${list}.${hint}`,
  })
}

export function feedsNothing(nodes: readonly Nameable[]): RetakeError {
  const list = sayList(nodes, sayNode, { most: 3, last: ' and ' })
  return new RetakeError('usage', `No generation takes the text of ${list}.`, {
    next: 'Name the generation, or link the prompt to it.',
  })
}

/** `scene 03 and 05`, where there are both a scene 05 and a node 5. */
export function sceneOrNode(phrase: string, id: string, byWords: Found, byId: Found): RetakeError {
  const scene = sayList(byWords.generations, sayChoice, inChoices)
  const node = sayList(byId.nodes, sayChoice, inChoices)
  const message = `"${oneLine(id)}" can be "${oneLine(phrase)}", ${scene}, or node ${oneLine(id)}, ${node}.`
  return new RetakeError('usage', message, {
    next: `Write "${oneLine(phrase)}" or "node ${oneLine(id)}".`,
  })
}

/** An id that several tabs have. */
export function inSeveralTabs(id: string, nodes: readonly Nameable[]): RetakeError {
  const list = sayList(nodes, sayChoice, inChoices)
  return new RetakeError('usage', `Node ${oneLine(id)} is in several tabs: ${list}.`, {
    next: `Name the tab too: "${oneLine(nodes[0]?.key ?? '')}"; --all-tabs takes the node of each.`,
  })
}

/** A node that stands for several generations. */
export function standsForSeveral(node: Nameable, generations: readonly Nameable[]): RetakeError {
  const list = sayList(generations, sayChoice, inChoices)
  const message = `${node.is === 'gate' ? 'Gate' : 'Prompt'} ${sayNode(node)} stands for several generations: ${list}.`
  return new RetakeError('usage', message, { next: nameOne(generations) })
}

/** A phrase that fits several generations. */
export function fitsSeveral(text: string, generations: readonly Nameable[]): RetakeError {
  const list = sayList(generations, sayChoice, inChoices)
  const kinds = generations.map(({ kind }) => kind).sort()
  const isPair = kinds.join(' ') === 'image video' && readPhrase(wordsOf(text)).kinds.size === 0
  const narrower = isPair ? ` Or say which: "${oneLine(text)} image", "${oneLine(text)} video".` : ''
  return new RetakeError('usage', `"${oneLine(text)}" fits several generations: ${list}.`, {
    next: `${nameOne(generations)}${narrower}`,
  })
}

function nameOne(generations: readonly Nameable[]): string {
  const isOnePerTab = new Set(generations.map(({ tab }) => tab)).size === generations.length
  const one = `Name one: "${oneLine(generations[0]?.key ?? '')}"`
  return isOnePerTab ? `${one}; --all-tabs takes all of them.` : `${one}.`
}

/** The tabs of a workflow file with unique names, their nodes and links. Refuses what has no graph at all. */
import { RetakeError } from '../../errors.ts'
import { isJsonArray, isJsonObject, type JsonObject, type JsonPath, type JsonValue } from '../json.ts'
import { type DocumentLink, readLinks } from './links.ts'
import { type DocumentNode, readNode } from './nodes.ts'

export interface Tab {
  /** Unique: a name that occurs twice gets ` (2)`, a missing one is `Tab 3`. */
  readonly name: string
  /** As in the file, or null. */
  readonly givenName: string | null
  readonly index: number
  /** Where its graph stands: `['tabs', 0, 'graphData']`. */
  readonly path: JsonPath
  /** As in the file; empty where it has none. */
  readonly graph: JsonObject
  /** The same order and indices as in the file. */
  readonly nodes: readonly DocumentNode[]
  readonly links: readonly DocumentLink[]
  /** Indices in the file's list of links of entries that are no links. */
  readonly malformedLinks: readonly number[]
}

interface RawTab {
  readonly givenName: string | null
  readonly path: JsonPath
  readonly graph: JsonObject
}

/** Files with `tabs`, and hand-made ones that are a single graph (`graphData`, or `nodes` and `links` at the top). */
export function readTabs(value: JsonValue, fileName: string): { root: JsonObject; tabs: Tab[] } {
  if (!isJsonObject(value)) throw notAWorkflow(fileName, 'it is no JSON object')
  const raw = rawTabs(value, fileName)
  refuseTooMany(raw, fileName)
  const names = uniqueNames(raw.map((tab) => tab.givenName))
  const tabs = raw.map(({ givenName, path, graph }, index): Tab => {
    const { links, malformed } = readLinks(list(graph, 'links', path, fileName))
    return {
      name: names[index] ?? `Tab ${index + 1}`,
      givenName,
      index,
      path,
      graph,
      nodes: list(graph, 'nodes', path, fileName).map((node, at) => {
        if (isJsonObject(node)) return readNode(node, at)
        throw notAWorkflow(fileName, `${spell([...path, 'nodes', at])} is no object`)
      }),
      links,
      malformedLinks: malformed,
    }
  })
  return { root: value, tabs }
}

const MOST_TABS = 10_000
const MOST_NODES = 200_000
const MOST_LINKS = 250_000

function refuseTooMany(tabs: readonly RawTab[], fileName: string): void {
  const countIn = (key: string) =>
    tabs.reduce((sum, { graph: { [key]: list } }) => sum + (isJsonArray(list) ? list.length : 0), 0)
  const counts = [
    { what: 'tabs', count: tabs.length, most: MOST_TABS },
    { what: 'nodes', count: countIn('nodes'), most: MOST_NODES },
    { what: 'links', count: countIn('links'), most: MOST_LINKS },
  ]
  const tooMany = counts.find(({ count, most }) => count > most)
  if (tooMany === undefined) return
  const { what, count, most } = tooMany
  const message = `${fileName} has ${count.toLocaleString('en')} ${what}; ${most.toLocaleString('en')} is the most.`
  throw new RetakeError('check_failed', message, { next: 'Split it into several files.' })
}

function rawTabs(root: JsonObject, fileName: string): RawTab[] {
  const { tabs, graphData } = root
  if (isJsonArray(tabs)) {
    const raw = tabs.map((tab, index): RawTab => {
      if (!isJsonObject(tab)) throw notAWorkflow(fileName, `tabs[${index}] is no object`)
      const name = tab.name
      const graph = isJsonObject(tab.graphData) ? tab.graphData : {}
      return { givenName: isName(name) ? name : null, path: ['tabs', index, 'graphData'], graph }
    })
    if (tabs.some((tab) => isJsonObject(tab) && isJsonObject(tab.graphData))) return raw
  }
  if (isJsonObject(graphData)) return [{ givenName: null, path: ['graphData'], graph: graphData }]
  if (isJsonArray(root.nodes)) return [{ givenName: null, path: [], graph: root }]
  throw notAWorkflow(fileName, 'it has no tabs with graphData')
}

function isName(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** A name that the file gives is never taken by the ` (2)` of another. */
function uniqueNames(given: readonly (string | null)[]): string[] {
  const reserved = new Set(given)
  const taken = new Set<string>()
  const counts = new Map<string, number>()
  return given.map((name, index) => {
    const base = name ?? `Tab ${index + 1}`
    let unique = base
    let n = counts.get(base) ?? 2
    for (; taken.has(unique) || (unique !== name && reserved.has(unique)); n++) unique = `${base} (${n})`
    counts.set(base, n)
    taken.add(unique)
    return unique
  })
}

function list(graph: JsonObject, key: string, path: JsonPath, fileName: string): readonly JsonValue[] {
  const value = graph[key] ?? []
  if (isJsonArray(value)) return value
  throw notAWorkflow(fileName, `${spell([...path, key])} is no list`)
}

function spell(path: JsonPath): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

function notAWorkflow(fileName: string, why: string): RetakeError {
  return new RetakeError('check_failed', `${fileName} is not a workflow: ${why}.`, {
    next: 'Give a .nbflow file as PatchWork saves it.',
  })
}

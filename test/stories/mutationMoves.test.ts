/** What keeps its candidates when things move: renames, copies, other numbers and orders, inserted rows; and what twins cost. */
import { copyFileSync, mkdirSync, renameSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compared, FILE, type Mutation, NAME, ranOnce, textOf } from './support/compared.ts'
import { type CompleteFile, type CompleteNode, completeWorkflow } from './support/completeWorkflow.ts'

function tabOf(file: CompleteFile) {
  return file.tabs[0]!
}

function nodeOf(file: CompleteFile, id: number): CompleteNode {
  return tabOf(file).graphData.nodes.find((node) => node.id === id)!
}

function rowsOf(file: CompleteFile): string[] {
  return nodeOf(file, 20).properties.dynamicRows as string[]
}

/** The same nodes under other numbers, in the links too. */
function renumber(file: CompleteFile, by: (id: number) => number): void {
  const { nodes, links } = tabOf(file).graphData
  for (const node of nodes) node.id = by(Number(node.id))
  for (const link of links as number[][]) [link[1], link[3]] = [by(link[1]!), by(link[3]!)]
}

/** Scene 1 once more, node for node, with the same words and pictures. */
function addTwin(file: CompleteFile, change: (twin: CompleteNode) => void = () => {}): void {
  const { nodes, links } = tabOf(file).graphData
  const scene = new Set([2, 10, 11, 12, 13, 14, 15])
  const twins = structuredClone(nodes.filter(({ id }) => scene.has(Number(id))))
  for (const twin of twins) {
    twin.id = Number(twin.id) + 100
    change(twin)
  }
  nodes.push(...twins)
  for (const [id, source, from, target, slot, type] of [...(links as number[][])]) {
    if (!scene.has(target!)) continue
    const [start, end] = [scene.has(source!) ? source! + 100 : source, target! + 100]
    links.push([id! + 100, start, from, end, slot, type])
  }
}

function addTab(file: CompleteFile, change: (tab: CompleteFile['tabs'][number]) => void = () => {}): void {
  const tab = { ...structuredClone(tabOf(file)), name: 'Account B' }
  change(tab)
  file.tabs.push(tab)
}

/** What it costs, beside what the oracle says. */
const MOVES: readonly (Mutation & { readonly jobs: number })[] = [
  {
    what: 'the tab is renamed',
    jobs: 0,
    change: (file) => Object.assign(tabOf(file), { name: 'Account A' }),
  },
  {
    what: 'all titles change places',
    jobs: 0,
    change: ({ tabs: [tab] }) => {
      const titles = tab!.graphData.nodes.map(({ title }) => title).reverse()
      for (const [at, node] of tab!.graphData.nodes.entries()) node.title = titles[at]
    },
  },
  { what: 'all nodes have other numbers', jobs: 0, change: (file) => renumber(file, (id) => id + 500) },
  {
    what: 'the scenes change numbers',
    jobs: 0,
    change: (file) => renumber(file, (id) => ({ 11: 21, 21: 11 })[id] ?? id),
  },
  {
    what: 'the nodes stand in another order',
    jobs: 0,
    change: (file) => tabOf(file).graphData.nodes.reverse(),
  },
  {
    what: 'the links stand in another order',
    jobs: 0,
    change: (file) => tabOf(file).graphData.links.reverse(),
  },
  {
    what: 'a row is inserted in front',
    jobs: 8,
    change: (file) => rowsOf(file).unshift('scene 2, no tin'),
  },
  {
    what: 'a row is inserted between',
    jobs: 8,
    change: (file) => rowsOf(file).splice(1, 0, 'scene 2, a lid'),
  },
  {
    what: 'a row is added at the end',
    jobs: 8,
    change: (file) => rowsOf(file).push('scene 2, three tins'),
  },
  { what: 'two rows change places', jobs: 0, change: (file) => rowsOf(file).reverse() },
  { what: 'the first row goes', jobs: 0, change: (file) => rowsOf(file).shift() },
  { what: 'the last row goes', jobs: 0, change: (file) => rowsOf(file).pop() },
  { what: 'a row is there twice', jobs: 8, change: (file) => rowsOf(file).push(rowsOf(file)[0]!) },
  { what: 'a scene is there twice', jobs: 8, change: (file) => addTwin(file) },
  {
    what: 'a scene is there twice with other titles',
    jobs: 8,
    change: (file) => addTwin(file, (twin) => Object.assign(twin, { title: `Twin ${twin.id}` })),
  },
  { what: 'a second account tab with the same words', jobs: 28, change: (file) => addTab(file) },
  {
    what: 'a second account tab with another avatar',
    jobs: 28,
    change: (file) =>
      addTab(file, (tab) => {
        tab.graphData.nodes[0]!.properties.imageData = 'mara.png'
      }),
  },
  {
    what: 'a scene goes',
    jobs: 0,
    change: ({ tabs: [tab] }) => {
      const { graphData } = tab!
      const isLeft = (id: unknown) => Number(id) < 20 || Number(id) > 25
      graphData.nodes = graphData.nodes.filter(({ id }) => isLeft(id))
      graphData.links = (graphData.links as number[][]).filter(
        ([, source, , target]) => isLeft(source) && isLeft(target),
      )
    },
  },
]

const COPY = 'COPYS1-V0-1.nbflow'

test('renames, other numbers and orders, rows and twins cost what the oracle says, in place and in a copy', async () => {
  const stage = await ranOnce()
  for (const path of [FILE, COPY]) expect((await compared(stage, path, MOVES)).wrong, path).toEqual([])
})

test('and what a person would count', async () => {
  const stage = await ranOnce()
  const counted: [string, number][] = []
  for (const { what, change } of MOVES) {
    const file = completeWorkflow(NAME)
    change(file)
    stage.write(FILE, textOf(file))
    counted.push([what, (await stage.plan(FILE)).jobs.total])
  }
  expect(counted).toEqual(MOVES.map(({ what, jobs }) => [what, jobs]))
})

test('the file renamed, copied, moved with its pictures, or laid out otherwise costs nothing', async () => {
  const stage = await ranOnce()
  const costs = async (path: string) => {
    const { jobs, generations } = await stage.plan(path)
    return [jobs.total, ...new Set(generations.map(({ action }) => action))]
  }
  stage.write(FILE, JSON.stringify(completeWorkflow(NAME), null, 7))
  expect(await costs(FILE)).toEqual([0, 'reuse'])
  copyFileSync(stage.path(FILE), stage.path(COPY))
  expect(await costs(COPY)).toEqual([0, 'reuse'])
  renameSync(stage.path(FILE), stage.path('NEWS1-V0-1.nbflow'))
  expect(await costs('NEWS1-V0-1.nbflow')).toEqual([0, 'reuse'])
  mkdirSync(stage.path('approved'))
  for (const name of [COPY, ...stage.files(/\.png$/)])
    renameSync(stage.path(name), stage.path(`approved/${name}`))
  expect(await costs(`approved/${COPY}`)).toEqual([0, 'reuse'])
})

test('after a run with a twin, a row and a tab more, all of them are there, each with pictures of its own', async () => {
  const stage = await ranOnce()
  const file = completeWorkflow(NAME)
  addTwin(file)
  rowsOf(file).unshift('scene 2, no tin')
  addTab(file)
  stage.write(FILE, textOf(file))
  const planned = await stage.plan(FILE)
  const { generations } = await stage.run(FILE)
  expect(stage.paid() - 28).toBe(planned.jobs.total)
  const hashes = generations.flatMap(({ candidates }) => candidates.map(({ sha256 }) => sha256))
  expect(new Set(hashes).size).toBe(generations.length * 4)
  expect((await stage.plan(FILE)).jobs.total).toBe(0)
})

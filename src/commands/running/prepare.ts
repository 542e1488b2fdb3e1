/** Brings together what a plan needs: the store's history of a workflow, its references, its picks, its backend. */
import { fingerprint } from '../../engine/adopt.ts'
import { type Graph, graphOf } from '../../engine/graph.ts'
import type { GatePolicy } from '../../engine/passes.ts'
import { pickBook } from '../../engine/pickBook.ts'
import type { PlanOptions } from '../../engine/plan.ts'
import { recipeOf } from '../../engine/recipe.ts'
import { requestOf } from '../../engine/request.ts'
import type { ReferenceContent } from '../../engine/resolutionOptions.ts'
import type { Node } from '../../engine/state.ts'
import type { Wishes } from '../../engine/wishes.ts'
import { writeDecisions } from '../../engine/writeDecisions.ts'
import { inParallel } from '../../media/inParallel.ts'
import { openReferences, type ReadReference } from '../../media/references.ts'
import type { Vault } from '../../media/vault.ts'
import { picksOfWorkflow } from '../../store/picks.ts'
import { recallReference, rememberReference } from '../../store/references.ts'
import { rejectionsOfWorkflow } from '../../store/rejections.ts'
import type { Store } from '../../store/store.ts'
import { registerGenerations, type WorkflowRecord } from '../../store/workflows.ts'
import type { Wiring } from '../../workflow/model.ts'
import type { App, ProjectBackend } from '../app.ts'
import { registerSource } from '../finding/registerSource.ts'
import type { Source } from '../finding/source.ts'
import { withBrought } from '../takingIn/brought.ts'
import { takeInFiles } from '../takingIn/takeInFiles.ts'
import { adoptableKeys } from './adoptable.ts'
import { allowedHosts } from './allowedHosts.ts'
import { editedNodes } from './edited.ts'
import { formerVersions, historyOf } from './history.ts'
import { priceOf } from './prices.ts'

export interface Prepared {
  readonly source: Source
  readonly store: Store
  readonly workflow: WorkflowRecord
  readonly projectBackend: ProjectBackend
  readonly graph: Graph
  readonly readReference: ReadReference
  /** What each reference is, by URL as the document spells it. */
  readonly references: ReadonlyMap<string, ReferenceContent>
  /** With a book of picks of its own: what a plan assumes stays in the plan. */
  planOptions(errand?: Errand): PlanOptions
  generationId(key: string): number
  /** As `Database.version` said when the picks were read. */
  readonly storeVersion: number
  /** What the person should know before anything is done. */
  readonly notes: readonly string[]
}

/** What is asked for, where that is only known once there is a first plan. */
export interface Errand {
  readonly selected: ReadonlySet<string>
  readonly wishes: Wishes | null
}

export interface PrepareOptions {
  readonly gates: GatePolicy
  readonly selected: ReadonlySet<string>
  readonly projectBackend: ProjectBackend
}

const REFERENCES_AT_ONCE = 8
const NO_CHANCE = { seed: 0, take: 1, slot: 1 }

export async function prepare(app: App, given: Source, options: PrepareOptions): Promise<Prepared> {
  const { project } = given
  const store = project.store()
  const { database } = store
  const workflow = await registerSource(given, store)
  const former = await formerVersions(store, workflow)
  const versionIds = [workflow.id, ...former]
  if (given.copy !== null) await takeOverFirst(given, store, workflow, former)
  const { notes, brought } = await takeInFiles(app, given, store, { id: workflow.id, versionIds })
  const source = { ...given, wiring: withBrought(given.wiring, brought) }
  const { wiring } = source
  const ids = await registerGenerations(database, workflow.id, wiring.generations)
  const graph = graphOf(wiring.generations)
  const readReference = referencesOf(app, source, store)
  const { projectBackend } = options
  const references = await readAll(wiring, readReference)
  const known = {
    wiring,
    graph,
    history: await historyOf(store, workflow, former, wiring.generations),
    references,
    gates: options.gates,
    // What costs nothing is drawn again.
    unknown: projectBackend.isFree ? 'resubmit' : project.config.unknown,
    isThere: project.vault().has,
    isEdited: await editedNodes(database, versionIds),
    isBrought: (key: string) => brought.has(key),
    isAdoptable: await adoptability(source, store, workflow.id, projectBackend),
    sourceSha256: source.sha256,
    recipe: recipesOf(projectBackend, project.vault()),
    price: (node: Node) => priceOf(node.generation, projectBackend, project.config.prices),
  }
  const storeVersion = database.version()
  const pickRecords = await picksOfWorkflow(database, workflow.id)
  const rejectionRecords = await rejectionsOfWorkflow(database, workflow.id)
  const nothingElse = { selected: options.selected, wishes: null }
  const planOptions = ({ selected, wishes }: Errand = nothingElse): PlanOptions => ({
    ...known,
    picks: pickBook(pickRecords, rejectionRecords),
    wishes,
    isSelected: ({ key }) => selected.has(key),
  })
  const generationId = (key: string) => ids.get(key)!
  const stands = { source, store, storeVersion, workflow, projectBackend, graph, readReference, references }
  return { ...stands, planOptions, generationId, notes }
}

/** Picks in a copy are on takes that a version which has never run has only by inheritance. */
async function takeOverFirst(
  { wiring }: Source,
  store: Store,
  workflow: WorkflowRecord,
  former: readonly number[],
): Promise<void> {
  const { inherited: takeovers } = await historyOf(store, workflow, former, wiring.generations)
  if (takeovers.length === 0) return
  const ids = await registerGenerations(store.database, workflow.id, wiring.generations)
  const decisions = { takeovers, autoPicks: [] }
  await writeDecisions(store.database, workflow.id, decisions, (key) => ids.get(key)!)
}

function recipesOf({ backend }: ProjectBackend, vault: Vault): PlanOptions['recipe'] {
  return ({ generation }, inputs) =>
    recipeOf(backend.type, backend.normalise(requestOf(generation, inputs, NO_CHANCE, vault)))
}

/** What a file brings was paid for elsewhere: drawings neither use it up nor show it as theirs. */
async function adoptability(
  source: Source,
  store: Store,
  workflowId: number,
  { isFree }: ProjectBackend,
): Promise<PlanOptions['isAdoptable']> {
  if (isFree) return () => false
  const keys = await adoptableKeys(source, store, workflowId, fingerprint)
  return (key) => keys.has(key)
}

function referencesOf(app: App, { folder, project }: Source, store: Store): ReadReference {
  return openReferences({
    vault: project.vault(),
    memory: {
      recall: (url) => recallReference(store.database, url),
      remember: (url, remembered) => rememberReference(store.database, url, remembered),
    },
    baseFolder: folder,
    project: store.project,
    ...project.config.references,
    allowedHosts: allowedHosts(project.config),
    signal: app.signal,
  })
}

async function readAll({ generations }: Wiring, read: ReadReference): Promise<Map<string, ReferenceContent>> {
  const urls = new Set<string>()
  for (const { inputs } of generations) {
    for (const input of inputs) if (input.from === 'reference') urls.add(input.url)
  }
  const contents = new Map<string, ReferenceContent>()
  await inParallel(urls, REFERENCES_AT_ONCE, async (url) => {
    contents.set(url, await read(url))
  })
  return contents
}

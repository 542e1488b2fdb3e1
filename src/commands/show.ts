/** `show`: what a workflow has, per generation: take, candidates, picks. Sends nothing, writes nothing but the store. */

import { posix } from 'node:path'
import { z } from 'zod'
import { candidatesOf, type HeldTake } from '../engine/claims.ts'
import { outcomeOf } from '../engine/outcome.ts'
import { plan as planRun } from '../engine/plan.ts'
import { shownOf } from '../engine/shown.ts'
import type { Node } from '../engine/state.ts'
import { fromStoredPath, storedPath } from '../store/location.ts'
import { copiesAt, newestOutput, type OutputRecord } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'
import { nameNodes } from '../workflow/address.ts'
import type { MediaKind } from '../workflow/model.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource, type Source } from './finding/source.ts'
import { mirroredIn } from './mirroring/mirroredIn.ts'
import { type Prepared, prepare } from './running/prepare.ts'
import type { ReportedPick } from './runReport.ts'
import { SELECTION } from './selection.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  nodes: z
    .array(z.string())
    .optional()
    .describe('Show these nodes only, with their prompts: 14,23 or "scene 03 image"'),
  allTabs: SELECTION.allTabs,
  backend: z.string().optional().describe('Whose takes to show'),
})

type ShowInput = z.infer<typeof INPUT>

export interface ShowReport {
  readonly workflow: string
  readonly path: string
  /** Newest generated file, or null. */
  readonly output: string | null
  readonly generations: readonly ShownGeneration[]
}

export interface ShownGeneration {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly kind: MediaKind
  readonly row: number
  readonly slots: number
  readonly prompt: string
  readonly take: number | null
  readonly candidates: readonly {
    readonly slot: number
    readonly sha256: string | null
    /** Absolute path of a readable copy, or null. */
    readonly path: string | null
    readonly url: string | null
    readonly seed: number | null
    /** What it was turned down for, or null. */
    readonly rejected: string | null
  }[]
  /** All of them, oldest first. */
  readonly takes: readonly ShownTake[]
  readonly picks: readonly ReportedPick[]
  /** What a run would do about it: `run`, or where it stands. */
  readonly state: string
}

export interface ShownTake {
  readonly take: number
  /** ISO 8601, UTC. */
  readonly made: string
  readonly how: 'made' | 'rolled again' | 'adopted'
  readonly candidates: number
  /** Whether it is of what the generation asks for now. */
  readonly isCurrent: boolean
}

export const show: Command<ShowInput, ShowReport> = {
  name: 'show',
  summary: 'Show what a workflow has: takes, candidates, picks',
  example: 'retake show XYZG3-V0-1',
  input: INPUT,
  positional: ['file', 'nodes'],
  run: async (app: App, input: ShowInput, report: Report): Promise<ShowReport> => {
    const source = await openSource(app, input.file)
    if (source.note !== null) report({ type: 'note', message: source.note })
    const { wiring, project } = source
    const projectBackend = await project.backend(input.backend)
    const errors = wiring.findings.filter(({ severity }) => severity === 'error').length
    if (errors > 0) {
      const message = `The file has ${errors} error${errors === 1 ? '' : 's'}: retake check ${source.name}`
      report({ type: 'note', message })
    }
    const all = new Set(wiring.generations.map(({ key }) => key))
    const named = input.nodes?.length
      ? nameNodes(wiring, input.nodes, { allTabs: input.allTabs, several: 'any' })
      : null
    for (const message of named?.echoes ?? []) report({ type: 'note', message })
    const asked = named === null ? all : new Set(named.generations.map(({ key }) => key))
    const prepared = await prepare(app, source, {
      gates: project.config.gates,
      selected: all,
      projectBackend,
    })
    for (const message of prepared.notes) report({ type: 'note', message })
    const { nodes, resolution } = await planRun(prepared.planOptions())
    const output = await newestOutput(prepared.store.database, prepared.workflow.id, projectBackend.variant)
    const copies = copiesOf(prepared, output)
    const { claims, picks: book } = resolution
    const shown = nodes.map((node) => shownOf(node, claims, book, projectBackend.backend.type))
    const { contents } = await mirroredIn(prepared, shown)
    const gates = new Map(wiring.gates.map((gate) => [gate.key, gate]))
    const generations = shown
      .filter(({ node }) => asked.has(node.generation.key))
      .map(({ node, held, picks, rejections }): ShownGeneration => {
        const { tab, nodeId, title, kind, row, slotCount, prompt } = node.generation
        const take = held?.number ?? null
        const candidates = candidatesOf(held)
        return {
          tab, nodeId, title, kind, row, slots: slotCount, prompt, take,
          candidates: candidates.map(({ slot, sha256, url: ownUrl, seed }) => {
            const path = copies(sha256, take ?? 0, slot)
            const url = contents.get(sha256 ?? '') ?? ownUrl
            return { slot, sha256, path, url, seed, rejected: rejections.find((each) => each.slot === slot)?.tell ?? null }
          }),
          takes: resolution.claims.held(node.generation.key).map((each) => shownTake(each, node)),
          picks: picks.map(({ gate, slot, by, passes }) => ({ gate: gates.get(gate)!.nodeId, take, slot, by, passes })),
          state: node.state.is === 'run' ? `to run: ${node.state.reason}` : outcomeOf(node, null).status,
        } // biome-ignore format: short fields together
      })
    reportMissing(generations, source, report)
    const path = output === null ? null : fromStoredPath(prepared.store.project, output.path)
    return { workflow: source.name, path: source.path, output: path, generations }
  },
}

/** What is shown may be known by its hash alone. */
function reportMissing(
  generations: readonly ShownGeneration[],
  { name, project }: Source,
  report: Report,
): void {
  const vault = project.vault()
  const missing = generations.flatMap(({ nodeId, candidates }) =>
    candidates.flatMap(({ slot, sha256 }) =>
      sha256 === null || vault.has(sha256) ? [] : [`${slot} of node ${nodeId}`],
    ),
  )
  if (missing.length === 0) return
  const more = missing.length > MOST_MISSING ? ` and ${missing.length - MOST_MISSING} more` : ''
  const which = `${missing.slice(0, MOST_MISSING).join(', ')}${more}`
  const message = `The bytes of candidate ${which} are missing from the store: retake fsck ${name} --repair`
  report({ type: 'note', message })
}

const MOST_MISSING = 3

function shownTake({ take, number }: HeldTake, { recipe }: Node): ShownTake {
  return {
    take: number,
    made: new Date(take.createdAt).toISOString(),
    how: take.assumed ? 'adopted' : take.reroll === null ? 'made' : 'rolled again',
    candidates: take.candidates.size,
    isCurrent: take.recipe === recipe?.hash,
  }
}

/** Beside the newest generated file. Names end with take and candidate, so that equal pictures are told apart. */
function copiesOf(
  { source, store, workflow }: Prepared,
  output: OutputRecord | null,
): (sha256: string | null, take: number, slot: number) => string | null {
  if (source.broll !== null) return brollCopies(source, store)
  if (output === null) return () => null
  const folder = `${posix.dirname(output.path)}/${workflow.name}-media`.replace(/^\.\//, '')
  const paths = new Map(
    [...copiesAt(store.database, folder)].map(([path, sha256]) => {
      return [`${sha256} ${/-t\d+-c\d+(?=\.\w+$)/.exec(path)?.[0]}`, path] as const
    }),
  )
  return (sha256, take, slot) => {
    const path = paths.get(`${sha256} -t${take}-c${slot}`)
    return path === undefined ? null : fromStoredPath(store.project, path)
  }
}

/** In the folder itself; the picked one has the plain name, without take and candidate. */
function brollCopies({ folder }: Source, { database, project }: Store): ReturnType<typeof copiesOf> {
  const copies = [...copiesAt(database, storedPath(project, folder))]
  return (sha256, take, slot) => {
    const same = copies.filter(([, content]) => content === sha256).map(([path]) => path)
    const own =
      same.find((path) => path.includes(`-t${take}-c${slot}.`)) ??
      same.find((path) => !/-t\d+-c\d+\./.test(path))
    return own === undefined ? null : fromStoredPath(project, own)
  }
}

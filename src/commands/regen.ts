/** `regen`: the same recipe, another take. Nothing but what is named is sent. */
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import type { Generation, Wiring } from '../workflow/model.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource } from './finding/source.ts'
import { RUN_FLAGS } from './runInput.ts'
import { type Behind, behind } from './running/behind.ts'
import { consumersOf } from './running/consumers.ts'
import type { AskedErrand } from './running/errandOf.ts'
import { runErrand } from './running/runErrand.ts'
import type { RunReport } from './runReport.ts'
import { SELECTION, selectGenerations } from './selection.ts'

/** A plan's hash is for `run`. */
const { plan: _plan, ...SENDING } = RUN_FLAGS

const INPUT = z.strictObject({
  file: z.string().optional().describe('Workflow, or a generated file of it: a path, a name, or a bare code'),
  nodes: z.array(z.string()).optional().describe('What did not land: 14, "Account B:14", "scene 03 image"'),
  allTabs: SELECTION.allTabs,
  tabs: SELECTION.tabs,
  rows: z.array(z.string()).optional().describe('These rows of a dynamic prompt only: 2 or 1,3'),
  slots: z.array(z.string()).optional().describe('Make these candidates anew and keep the others: 2,4'),
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe('Seed of the first slot, where there are seeds'),
  cascade: z.boolean().optional().describe('Run what hangs on it as well, with its first sound candidate'),
  again: z.boolean().optional().describe('Begin another round, even if the last one is not finished'),
  ...SENDING,
})

type RegenInput = z.infer<typeof INPUT>

export interface RegenReport extends RunReport {
  /** What hangs on the new candidates and was not run. */
  readonly behind: Behind
}

export const regen: Command<RegenInput, RegenReport> = {
  name: 'regen',
  aliases: ['rerun'],
  summary: 'Re-roll what did not land: the same prompt, four fresh candidates, nothing else (no new version)',
  example: 'retake regen XYZG3-V0-1 14 23 45',
  input: INPUT,
  positional: ['file', 'nodes'],
  run: async (app: App, input: RegenInput, report: Report): Promise<RegenReport> => {
    if (input.file === undefined || !input.nodes?.length) throw nothingNamed(input.file)
    const source = await openSource(app, input.file)
    const { targets, echoes } = targetsOf(source.wiring, input, input.nodes)
    for (const message of echoes) report({ type: 'note', message })
    const slots = slotsOf(input.slots, targets)
    if (input.seed !== undefined) await sayWhatSeedsDo(source.project.backend(input.backend), report)
    const keys = new Set(targets.map(({ key }) => key))
    const done = await runErrand(app, source, askedOf(source, input, keys, slots), input, report)
    return { ...done.told, behind: behind(done) }
  },
}

function askedOf(
  { name, wiring }: { readonly name: string; readonly wiring: Wiring },
  input: RegenInput,
  keys: ReadonlySet<string>,
  slots: readonly number[] | null,
): AskedErrand {
  const { cascade = false, again = false, seed = null } = input
  const nodes = [...keys].sort()
  const more = cascade ? consumersOf(wiring.generations, keys) : []
  return {
    command: `regen ${name} ${(input.nodes ?? []).join(' ')}`,
    selection: { nodes: input.nodes, rows: input.rows, tabs: input.tabs, allTabs: input.allTabs },
    selected: new Set([...keys, ...more]),
    reroll: {
      wish: { verb: 'regen', nodes, slots, seed, cascade },
      slots,
      seed,
      again,
      cascades: cascade,
      targets: () => nodes,
    },
  }
}

function targetsOf(
  wiring: Wiring,
  { tabs, rows, allTabs = false }: RegenInput,
  nodes: readonly string[],
): { targets: readonly Generation[]; echoes: readonly string[] } {
  const { keys, echoes } = selectGenerations(wiring, { nodes, tabs, rows, allTabs })
  const targets = wiring.generations.filter(({ key }) => keys.has(key))
  const off = targets.find((generation) => generation.off !== null)
  if (off === undefined) return { targets, echoes }
  throw new RetakeError(
    'usage',
    `"${off.title}" (node ${off.nodeId}) is not run: ${off.off}. Nothing was sent.`,
    {
      next: 'Switch it on in the editor, or leave it out.',
    },
  )
}

/** @throws RetakeError for what is no slot of one of them */
function slotsOf(given: readonly string[] | undefined, targets: readonly Generation[]): number[] | null {
  if (given === undefined) return null
  const slots = given.flatMap((piece) => piece.split(/[,\s]+/)).filter((piece) => piece !== '')
  const numbers = [...new Set(slots.map(Number))].sort((a, b) => a - b)
  const most = Math.min(...targets.map(({ slotCount }) => slotCount))
  const wrong = numbers.find((slot) => !Number.isInteger(slot) || slot < 1 || slot > most)
  if (numbers.length > 0 && wrong === undefined) return numbers
  throw new RetakeError('usage', `--slots ${given.join(' ')}: these are no slots. Nothing was sent.`, {
    next: `Slots count from 1 to ${most}, separated by commas: --slots ${Math.min(2, most)}`,
  })
}

async function sayWhatSeedsDo(
  opening: Promise<{ readonly name: string; readonly backend: { readonly hasSeeds: boolean } }>,
  report: Report,
): Promise<void> {
  const { name, backend } = await opening
  if (backend.hasSeeds) return
  const message = `${name} has no seeds: --seed is not sent. Each new job is a roll of its own.`
  report({ type: 'note', message })
}

/** Without nodes it explains itself: three verbs do nearly the same, and the wrong one costs money. */
function nothingNamed(file = 'XYZG3-V0-1'): RetakeError {
  const message = `Name what did not land. Nothing was sent.
  retake regen ${file} 14 "scene 03 image"   the same prompt, fresh candidates, just these nodes
  retake regen ${file} 14 --slots 2,4        the same, but candidates 1 and 3 stay
  retake retry ${file}                       what errors.json lists, each as its error asks for
  retake run ${file} --fresh unapproved      everything that nobody has approved`
  return new RetakeError('usage', message, {
    next: `See what there is: retake show ${file}. Another prompt is no re-roll: retake edit ${file} NODE`,
  })
}

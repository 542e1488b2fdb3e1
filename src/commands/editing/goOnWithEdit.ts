/** An edit that was cut off between its file and its re-roll is gone on with by the same command. */
import { canonicalJson } from '../../engine/recipe.ts'
import { endSave } from '../../store/saves.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import { openSource, type Source } from '../finding/source.ts'
import type { SavedSource } from '../versions/enterSave.ts'
import { type GoneOnWith, goOnWithSave } from '../versions/goOnWithSave.ts'
import type { SaveOptions } from '../versions/saveSource.ts'
import type { EditInput } from './editInput.ts'
import { type EditReport, type Effect, type RanEdit, reportOf } from './editReport.ts'
import { regenerate } from './editSteps.ts'

/** What makes two commands the same: how much they may spend does not. */
function wishOf({
  nodes,
  from,
  prompt,
  promptFile,
  replace,
  all,
  set,
  row,
  split,
  as,
  regen,
  allTabs,
}: EditInput): string {
  const words = { nodes, from, prompt, promptFile, replace, all, set, row, split, as, regen, allTabs }
  return canonicalJson({ verb: 'edit', ...words })
}

/** What is entered before the first file of an edit. */
export function intentOf(input: EditInput, { meant }: Effect): NonNullable<SaveOptions['intent']> {
  return { wish: wishOf(input), targets: input.regen ? meant.map(({ key }) => key) : [] }
}

/** @returns null where nothing was cut off */
export async function goOnWithEdit(
  app: App,
  source: Source,
  input: EditInput,
  report: Report,
): Promise<EditReport | null> {
  const goneOn = await goOnWithSave(app, source, wishOf(input))
  return goneOn === null || goneOn.isOver ? null : goOn(app, source, input, report, goneOn)
}

/**
 * What cannot be changed any more may have been changed by this very command, that was cut off before it could say so.
 * @throws `refusal` where it was not
 */
export async function doneBefore(
  app: App,
  source: Source,
  input: EditInput,
  report: Report,
  refusal: unknown,
): Promise<EditReport> {
  const goneOn = await goOnWithSave(app, source, wishOf(input))
  if (goneOn === null) throw refusal
  return goOn(app, source, input, report, goneOn)
}

async function goOn(
  app: App,
  source: Source,
  input: EditInput,
  report: Report,
  goneOn: GoneOnWith,
): Promise<EditReport> {
  report({ type: 'note', message: noteOf(goneOn) })
  const { saved, targets } = goneOn
  const now = await openSource(app, saved.path)
  const wanted = new Set(targets)
  const meant = now.wiring.generations.filter(({ key }) => wanted.has(key))
  const effect = { asked: meant, meant, others: [] }
  const run = input.regen ? await regenerate(app, saved, effect, input, report) : null
  await endEdit(source, saved, run)
  const rewriting = { edits: [], changes: [], copies: [] }
  return reportOf(source, { saved, rewriting, effect, after: now.wiring, run })
}

/** A re-roll that was stopped is not its end. */
export async function endEdit(
  { project }: Source,
  { begun }: SavedSource,
  run: RanEdit | null,
): Promise<void> {
  if (begun === null || (run !== null && run.stoppedBy !== null)) return
  const { database } = project.store()
  await database.commit((execute) => endSave(database, execute, begun))
}

function noteOf({ saved, startedAt, isOver }: GoneOnWith): string {
  const time = new Date(startedAt).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (isOver) return `This edit was made at ${time}: ${saved.name} is written.`
  return `This goes on with the edit that was begun at ${time} and cut off: ${saved.name} is written.`
}

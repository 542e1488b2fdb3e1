/** What every edit ends with: the file is written, and with `--regen` what changed is made. */

import type { App, ProjectBackend } from '../app.ts'
import type { Report } from '../command.ts'
import { openSource, type Source } from '../finding/source.ts'
import { adoptFirst } from '../running/adoptFirst.ts'
import { behind } from '../running/behind.ts'
import { runErrand } from '../running/runErrand.ts'
import type { SavedSource } from '../versions/enterSave.ts'
import { type SaveOptions, saveSource } from '../versions/saveSource.ts'
import type { EditInput } from './editInput.ts'
import type { Effect, RanEdit } from './editReport.ts'
import { addressOf } from './editTargets.ts'

export interface Saving {
  readonly projectBackend: ProjectBackend
  readonly as: string | undefined
  readonly report: Report
  /** As for `saveSource`; undefined where the same command asks a person again. */
  readonly intent: SaveOptions['intent']
}

/** Adopts first: what the file brings belongs to what it asked for until now. */
export async function saveEdit(
  app: App,
  source: Source,
  { projectBackend, as, report, intent }: Saving,
  bytesFor: (name: string) => Uint8Array,
): Promise<SavedSource> {
  const hasTakes = await adoptFirst(app, source, projectBackend, report)
  return saveSource(app, source, { hasTakes, as, verb: 'edit', ...(intent && { intent }) }, bytesFor)
}

/** Only what was meant and has changed; whoever shares the prompt waits for a run. */
export async function regenerate(
  app: App,
  saved: SavedSource,
  { meant }: Effect,
  input: EditInput,
  report: Report,
): Promise<RanEdit | null> {
  if (meant.length === 0) return null
  report({ type: 'note', message: `Wrote ${saved.name}; the former file is kept in backups.` })
  const source = await openSource(app, saved.path)
  const asked = {
    command: `edit ${saved.name} ${(input.nodes ?? []).join(' ')} --regen`,
    selection: { nodes: [...new Set(meant.map(addressOf))] },
    selected: new Set(meant.map(({ key }) => key)),
    reroll: null,
  }
  const { backend, maxJobs, budget, wait, out, concurrency, yes } = input
  const flags = { backend, maxJobs, budget, wait, out, concurrency, yes }
  const done = await runErrand(app, source, asked, flags, report)
  return { ...done.told, behind: behind(done) }
}

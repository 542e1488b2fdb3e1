/** `edit`: changes a prompt or a setting in the source, as the next version where this one has takes; with `--regen` makes what changed. */

import { nameNodes } from '../workflow/address.ts'
import { readDocument } from '../workflow/document.ts'
import { applyEdits, type Edit } from '../workflow/edits.ts'
import type { Generation, Wiring } from '../workflow/model.ts'
import { changedGenerations } from '../workflow/rewriting/changedGenerations.ts'
import { promptBook } from '../workflow/rewriting/promptBook.ts'
import { type Rewriting, rewrite } from '../workflow/rewriting/rewrite.ts'
import { wire } from '../workflow/wire.ts'
import { adoptFirst } from './adoptFirst.ts'
import type { App, ProjectBackend } from './app.ts'
import type { Command, Report } from './command.ts'
import { EDIT_INPUT, type EditInput, readWish } from './editInput.ts'
import { refuseBreaking } from './editRefusals.ts'
import { type EditReport, type Effect, editedFields, editedRows, nextCommand } from './editReport.ts'
import { addressOf, editTargets } from './editTargets.ts'
import { editWishes } from './editWishes.ts'
import { recordEdited } from './recordEdited.ts'
import { runErrand } from './runErrand.ts'
import type { RunReport } from './runReport.ts'
import { type SavedSource, saveSource } from './saveSource.ts'
import { openSource, type Source } from './source.ts'
import { targetName } from './targetName.ts'

export const edit: Command<EditInput, EditReport> = {
  name: 'edit',
  summary: 'Change a prompt or a setting of a node, as the next version of the workflow',
  example: 'retake edit XYZG3 "scene 05" --replace "casual top=>blue cotton t-shirt" --regen',
  input: EDIT_INPUT,
  positional: ['file', 'nodes'],
  run: async (app: App, input: EditInput, report: Report): Promise<EditReport> => {
    const wish = readWish(input)
    const source = await openSource(app, input.file)
    const projectBackend = await source.project.backend(input.backend)
    // Before an editor opens: what is written there is not to be lost.
    targetName(source, { hasTakes: false, as: input.as })
    if (source.note !== null) report({ type: 'note', message: source.note })
    const named = nameNodes(source.wiring, input.nodes, { several: 'any', allTabs: input.allTabs })
    for (const message of named.echoes) report({ type: 'note', message })
    const book = promptBook(source.document)
    const targets = editTargets(named, book, input.allTabs ?? false)
    const { wishes, meant } = await editWishes(app, targets, wish, book)
    const rewriting = rewrite(source.document, wishes)
    if (rewriting.edits.length === 0) return unchanged(source)
    const bytes = applyEdits(source.document, rewriting.edits)
    const after = wire(readDocument(bytes, source.document.fileName))
    refuseBreaking({ before: source.wiring, after, rewriting, backend: projectBackend.backend })
    const effect = effectOf(source.wiring, after, new Set(meant.map(addressOf)))
    const saved = await save(app, source, { projectBackend, rewriting, as: input.as, report })
    await recordEdited(app, saved.path, effect.asked)
    const run = input.regen ? await regenerate(app, saved, effect, input, report) : null
    return reportOf(source, { saved, rewriting, effect, after, run })
  },
}

/** A node that wants more candidates is changed too, though it asks for the same as before. */
function effectOf(before: Wiring, after: Wiring, named: ReadonlySet<string>): Effect {
  const asked = changedGenerations(before, after)
  const keys = new Set(asked.map(({ key }) => key))
  const slots = new Map(before.generations.map(({ key, slotCount }) => [key, slotCount]))
  const isNamed = (generation: Generation) => named.has(addressOf(generation))
  const meant = after.generations.filter(
    (one) => isNamed(one) && (keys.has(one.key) || slots.get(one.key) !== one.slotCount),
  )
  return { asked, meant, others: asked.filter((generation) => !isNamed(generation)) }
}

interface Saving {
  readonly projectBackend: ProjectBackend
  readonly rewriting: Rewriting
  readonly as: string | undefined
  readonly report: Report
}

async function save(
  app: App,
  source: Source,
  { projectBackend, rewriting, as, report }: Saving,
): Promise<SavedSource> {
  const { document } = source
  const hasTakes = await adoptFirst(app, source, projectBackend, report)
  return saveSource(app, source, { hasTakes, as, verb: 'edit' }, (name) => {
    const isNamed = name !== source.name && Object.hasOwn(document.value, 'name')
    const naming: Edit[] = isNamed ? [{ path: ['name'], value: name }] : []
    return applyEdits(document, [...rewriting.edits, ...naming])
  })
}

/** Only what was meant and has changed; whoever shares the prompt waits for a run. */
async function regenerate(
  app: App,
  saved: SavedSource,
  { meant }: Effect,
  input: EditInput,
  report: Report,
): Promise<RunReport | null> {
  if (meant.length === 0) return null
  report({ type: 'note', message: `Wrote ${saved.name}; the former file is kept in backups.` })
  const source = await openSource(app, saved.path)
  const asked = {
    command: `edit ${saved.name} ${input.nodes.join(' ')} --regen`,
    selection: { nodes: [...new Set(meant.map(addressOf))] },
    selected: new Set(meant.map(({ key }) => key)),
    reroll: null,
  }
  const { backend, maxJobs, budget, wait, out, concurrency, yes } = input
  const flags = { backend, maxJobs, budget, wait, out, concurrency, yes }
  const { told } = await runErrand(app, source, asked, flags, report)
  return told
}

function unchanged({ name, path }: Source): EditReport {
  return {
    workflow: name,
    path,
    name,
    backup: null,
    changed: [],
    generations: [],
    alsoChanges: [],
    copied: [],
    run: null,
    next: null,
    exitCode: 0,
  }
}

interface Done {
  readonly saved: SavedSource
  readonly rewriting: Rewriting
  readonly effect: Effect
  readonly after: Wiring
  readonly run: RunReport | null
}

function reportOf({ name }: Source, { saved, rewriting, effect, after, run }: Done): EditReport {
  return {
    workflow: name,
    path: saved.path,
    name: saved.name,
    backup: saved.backup,
    changed: editedFields(rewriting),
    generations: editedRows(effect.meant),
    alsoChanges: editedRows(effect.others),
    copied: rewriting.copies.map(({ tab, from, id }) => ({ tab, from: from.id ?? 0, to: id })),
    run,
    next: run === null ? nextCommand(saved.name, effect, after) : null,
    exitCode: run?.exitCode ?? 0,
  }
}

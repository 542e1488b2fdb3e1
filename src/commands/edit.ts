/** `edit`: changes a prompt or a setting in the source, as the next version where this one has takes; with `--regen` makes what changed. */

import { RetakeError } from '../errors.ts'
import { nameNodes } from '../workflow/address.ts'
import { readDocument } from '../workflow/document.ts'
import { applyEdits, type Edit } from '../workflow/edits.ts'
import type { Generation, Wiring } from '../workflow/model.ts'
import { changedGenerations } from '../workflow/rewriting/changedGenerations.ts'
import { promptBook } from '../workflow/rewriting/promptBook.ts'
import { rewrite } from '../workflow/rewriting/rewrite.ts'
import { wire } from '../workflow/wire.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { editFrom, refuseBesideFrom } from './editing/editFrom.ts'
import { EDIT_INPUT, type EditInput, readWish } from './editing/editInput.ts'
import { refuseBreaking } from './editing/editRefusals.ts'
import { type EditReport, type Effect, reportOf, unchanged } from './editing/editReport.ts'
import { regenerate, saveEdit } from './editing/editSteps.ts'
import { addressOf, editTargets } from './editing/editTargets.ts'
import { editWishes } from './editing/editWishes.ts'
import { doneBefore, endEdit, goOnWithEdit, intentOf } from './editing/goOnWithEdit.ts'
import { recordEdited } from './editing/recordEdited.ts'
import { refuseBroll } from './finding/refuseBroll.ts'
import { openSource } from './finding/source.ts'
import { targetName } from './versions/targetName.ts'

export const edit: Command<EditInput, EditReport> = {
  name: 'edit',
  summary: 'Change a prompt or a setting of a node, as the next version of the workflow',
  example: 'retake edit XYZG3 "scene 05" --replace "casual top=>blue cotton t-shirt" --regen',
  input: EDIT_INPUT,
  positional: ['file', 'nodes'],
  run: async (app: App, input: EditInput, report: Report): Promise<EditReport> => {
    const source = await openSource(app, input.file)
    refuseBroll(app, source)
    if (input.from !== undefined) {
      refuseBesideFrom(input)
      return editFrom(app, { ...source, copy: null }, input.from, input, report)
    }
    if (!input.nodes?.length) throw nothingNamed()
    const wish = readWish(input)
    const projectBackend = await source.project.backend(input.backend)
    // Before an editor opens: what is written there is not to be lost.
    targetName(source, { hasTakes: false, as: input.as })
    if (source.note !== null) report({ type: 'note', message: source.note })
    // Its words are gone from the prompt: to look for them would be to fail.
    const goneOn = wish.text?.by === 'replace' ? await goOnWithEdit(app, source, input, report) : null
    if (goneOn !== null) return goneOn
    const named = nameNodes(source.wiring, input.nodes, { several: 'any', allTabs: input.allTabs })
    for (const message of named.echoes) report({ type: 'note', message })
    const book = promptBook(source.document)
    const targets = editTargets(named, book, input.allTabs ?? false)
    const asked = await editWishes(app, targets, wish, book).catch((error: unknown) =>
      doneBefore(app, source, input, report, error),
    )
    if ('exitCode' in asked) return asked
    const { wishes, meant } = asked
    const rewriting = rewrite(source.document, wishes)
    if (rewriting.edits.length === 0)
      return (await goOnWithEdit(app, source, input, report)) ?? unchanged(source)
    const bytes = applyEdits(source.document, rewriting.edits)
    const after = wire(readDocument(bytes, source.document.fileName))
    refuseBreaking({ before: source.wiring, after, rewriting, backend: projectBackend.backend })
    const effect = effectOf(source.wiring, after, new Set(meant.map(addressOf)))
    await recordEdited(source, effect.asked)
    const intent = wish.text?.by === 'editor' ? undefined : intentOf(input, effect)
    const saved = await saveEdit(app, source, { projectBackend, as: input.as, report, intent }, (name) => {
      const isNamed = name !== source.name && Object.hasOwn(source.document.value, 'name')
      const naming: Edit[] = isNamed ? [{ path: ['name'], value: name }] : []
      return applyEdits(source.document, [...rewriting.edits, ...naming])
    })
    const run = input.regen ? await regenerate(app, saved, effect, input, report) : null
    await endEdit(source, saved, run)
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

function nothingNamed(): RetakeError {
  return new RetakeError('usage', 'Name the node whose prompt or settings are to change.', {
    next: 'For example: retake edit XYZG3 "scene 05" --replace "casual top=>blue cotton t-shirt" --regen',
  })
}

/** Lets the person change what has to be changed: the prompt in an editor, the model from a list. Sends nothing. */

import { nodeKey } from '../../engine/nodeKey.ts'
import { RetakeError } from '../../errors.ts'
import type { StandingFailure } from '../../store/failures.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import { edit } from '../edit.ts'
import { openSource, type Source } from '../finding/source.ts'
import { modelField, type Need, needOf } from './needs.ts'

export interface ChangedPrompts {
  /** As it is now: the next version where something was changed. */
  readonly source: Source
  /** Keys of the generations that ask for something else now. */
  readonly changed: ReadonlySet<string>
}

/** Does nothing where nobody can be asked. */
export async function changePrompts(
  app: App,
  first: Source,
  failures: readonly StandingFailure[],
  { backend }: { readonly backend?: string | undefined },
  report: Report,
): Promise<ChangedPrompts> {
  let source = first
  const changed = new Set<string>()
  // What is changed of B-roll are the person's own files.
  if (first.broll !== null || (app.edit === null && app.choose === null)) return { source, changed }
  const project = await first.project.backend(backend)
  for (const failure of failures) {
    const need = needOf(source, failure, project.backend)
    report({ type: 'note', message: sentenceOf(need) })
    const change = await changeOf(app, source, need)
    if (change === null) continue
    const address = `${need.tab}:${need.nodeId}`
    const wish = { file: source.path, nodes: [address], backend, ...change }
    const answer = await orNull(edit.run(app, wish, report), report)
    if (answer === null) continue
    if (answer.path === source.path && answer.changed.length === 0) continue
    source = await openSource(app, answer.path)
    changed.add(nodeKey(failure))
  }
  return { source, changed }
}

/** One that cannot be changed like this is left for the person; the others go on. */
async function orNull<Answer>(answer: Promise<Answer>, report: Report): Promise<Answer | null> {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof RetakeError)) throw error
    report({ type: 'note', message: error.message })
    return null
  }
}

type Change = { readonly row?: number } | { readonly set: string[] }

/** Null where the person leaves it as it is. An edit that names no text opens the editor. */
async function changeOf(app: App, { wiring }: Source, need: Need): Promise<Change | null> {
  const generation = wiring.generations.find(
    ({ tab, nodeId, row }) => tab === need.tab && nodeId === need.nodeId && row === need.row,
  )!
  if (need.models.length > 0) {
    const choices = need.models.map((model) => ({ value: model, label: model }))
    const model = app.choose === null ? null : await app.choose('Which model instead?', choices)
    return model === null ? null : { set: [`${modelField(generation)}=${model}`] }
  }
  if (app.edit === null) return null
  return generation.rowCount > 1 ? { row: need.row } : {}
}

function sentenceOf({ title, nodeId, errorType, message, words }: Need): string {
  const named = words.length === 0 ? '' : ` It names: ${words.map((word) => `"${word}"`).join(', ')}.`
  return `"${title}" (node ${nodeId}), ${errorType}: ${message}${named}`
}

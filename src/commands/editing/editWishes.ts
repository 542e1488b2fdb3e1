/** From what was said to what is to be written: texts, settings, whose copy; and which generations were meant. */
import { RetakeError } from '../../errors.ts'
import type { EditablePrompt, PromptBook } from '../../workflow/rewriting/promptBook.ts'
import type { TextChange } from '../../workflow/rewriting/replacements.ts'
import type { Wishes } from '../../workflow/rewriting/rewrite.ts'
import { settingChanges } from '../../workflow/rewriting/settings.ts'
import type { App } from '../app.ts'
import type { EditWish } from './editInput.ts'
import { replaceInTargets } from './editReplace.ts'
import { type Target, type TargetNode, theOnly } from './editTargets.ts'
import { writeWhole } from './editWhole.ts'

export interface MeantWishes {
  readonly wishes: Wishes
  readonly meant: readonly TargetNode[]
}

/** @throws RetakeError `usage` */
export async function editWishes(
  app: App,
  targets: readonly Target[],
  wish: EditWish,
  book: PromptBook,
): Promise<MeantWishes> {
  const texts = await textChanges(app, targets, wish, book)
  // Words may fit several generations: those are meant whose prompts hold what is replaced.
  const narrowed =
    wish.text?.by === 'replace' ? targets.map((target) => holding(target, texts, book)) : targets
  return {
    wishes: {
      texts,
      settings:
        wish.settings.length === 0 ? [] : narrowed.flatMap((target) => settingsOf(target, wish, book)),
      splits: wish.split ? narrowed.flatMap((target) => splitOf(target, book)) : [],
    },
    meant: narrowed.flatMap(({ generations }) => generations),
  }
}

async function textChanges(
  app: App,
  targets: readonly Target[],
  { text, row }: EditWish,
  book: PromptBook,
): Promise<TextChange[]> {
  if (text === null) return []
  if (text.by !== 'replace') return writeWhole(app, targets, text, { book, row })
  return replaceInTargets(targets, text.replacements, { book, row, everywhere: text.everywhere })
}

function holding(target: Target, texts: readonly TextChange[], book: PromptBook): Target {
  const edited = new Set(texts.map(({ prompt }) => prompt.place))
  const isEdited = ({ place }: EditablePrompt) => edited.has(place)
  return {
    ...target,
    generations: target.generations.filter(({ tab, nodeId }) => book.behind(tab, nodeId).some(isEdited)),
  }
}

function settingsOf({ generations }: Target, { settings }: EditWish, book: PromptBook) {
  const { tab, nodeId } = theOnly(generations, 'generation', 'Settings are those of one node.')
  const place = book.graph(tab)?.place(nodeId)
  return place ? settingChanges(tab, place, settings) : []
}

function splitOf({ generations }: Target, book: PromptBook) {
  const { tab, nodeId } = theOnly(generations, 'generation', '--split is for the one that gets its own copy.')
  const graph = book.graph(tab)
  const generation = graph?.place(nodeId)
  if (!graph || !generation)
    throw new RetakeError('usage', `There is no node ${nodeId}. Nothing was written.`)
  return [{ graph, generation }]
}

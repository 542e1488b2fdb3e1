/** `broll`: clips outside of a workflow, from a folder of prompt files. The same run, with a document made from the files. */
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { nodeIds } from '../workflow/broll/brollDocument.ts'
import type { ClipFiles } from '../workflow/broll/clipFiles.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openBrollGiven } from './finding/brollGiven.ts'
import type { Source } from './finding/source.ts'
import { RUN_FLAGS, RUN_INPUT } from './runInput.ts'
import { freshReroll } from './running/freshTargets.ts'
import { runErrand } from './running/runErrand.ts'
import type { RunReport } from './runReport.ts'
import { SELECTION, selectGenerations } from './selection.ts'

const INPUT = z.strictObject({
  folder: z
    .string()
    .describe('Folder with broll-01-image.txt, broll-01-video.txt and so on, or its code: XYZG3'),
  clips: z.array(z.string()).optional().describe('Numbers of clips: 1, or 1,3, or 1-3; without them, all'),
  only: SELECTION.only,
  fresh: z
    .enum(['unapproved', 'all'])
    .optional()
    .describe('Re-roll as well: unapproved, or all. What an approved candidate was made from stays'),
  again: RUN_INPUT.shape.again,
  ...RUN_FLAGS,
})

type BrollInput = z.infer<typeof INPUT>

export const broll: Command<BrollInput, RunReport> = {
  name: 'broll',
  summary: 'Make B-roll: clips outside of a workflow, from a folder of prompt files',
  example: 'retake broll Assets/XYZG3/broll 1 --only images',
  input: INPUT,
  positional: ['folder', 'clips'],
  run: async (app: App, input: BrollInput, report: Report): Promise<RunReport> => {
    const { folder, clips = [], fresh, ...flags } = input
    const source = await openBrollGiven(app, folder, report)
    const numbers = clips.length === 0 ? null : clipNumbers(clips, source)
    const keys = selectedKeys(source, numbers, flags.only)
    const freshInput = { ...flags, file: folder, ...(fresh === undefined ? {} : { fresh: [fresh] }) }
    const rerolled = freshReroll(source.wiring, freshInput, keys)
    const asked = {
      command: [
        'broll',
        source.name,
        ...(numbers ?? []),
        ...(fresh === undefined ? [] : ['--fresh', fresh]),
      ].join(' '),
      selection: { only: flags.only, clips: numbers },
      selected: keys,
      reroll: rerolled?.reroll ?? null,
    }
    const { told } = await runErrand(app, source, asked, flags, report)
    return told
  },
}

/** @throws RetakeError `usage` for a clip that is not there */
function clipNumbers(given: readonly string[], { broll: folder, name }: Source): number[] {
  const words = given
    .join(' ')
    .replace(/\s*-\s*/g, '-')
    .split(/[\s,]+/)
    .filter((word) => !/^(|and|clips?)$/i.test(word))
  const there = folder?.clips ?? []
  if (words.length === 0) throw noClip(given.join(' '), name, there)
  const numbers = words.flatMap((word) => {
    const [, first, last = first] = /^(?:broll-)?(\d{1,4})(?:-(\d{1,4}))?$/i.exec(word) ?? []
    if (first === undefined) throw noClip(word, name, there)
    // Between the two ends of a range, those that there are.
    for (const end of [first, last]) {
      if (!there.some(({ number }) => number === Number(end))) throw noClip(end ?? word, name, there)
    }
    const wanted = there.filter(({ number }) => number >= Number(first) && number <= Number(last))
    if (wanted.length === 0) throw noClip(word, name, there)
    return wanted.map(({ number }) => number)
  })
  return [...new Set(numbers)].sort((one, other) => one - other)
}

function noClip(word: string, name: string, there: readonly ClipFiles[]): RetakeError {
  const list = there.map(({ number }) => number).join(', ')
  return new RetakeError('usage', `${name} has no clip ${word}. Nothing was sent.`, {
    next: `Its clips: ${list}.`,
  })
}

function selectedKeys(
  { wiring }: Source,
  numbers: readonly number[] | null,
  only: BrollInput['only'],
): Set<string> {
  const { keys } = selectGenerations(wiring, { only })
  if (numbers === null) return keys
  const ids = new Set(numbers.flatMap((number) => Object.values(nodeIds).map((idOf) => idOf(number))))
  const chosen = wiring.generations.filter(({ key, nodeId }) => keys.has(key) && ids.has(nodeId))
  return new Set(chosen.map(({ key }) => key))
}

/** A sheet of what was not right the first time: re-rolled, edited, partly replaced, rejected, left alone. */
import type { Sheet, SheetChange, SheetGeneration, SheetTake } from '../../src/outputs/sheet/sheet.ts'
import { candidates, clip, generation, sampleSheet } from './sampleSheet.ts'

/** The first of them, with nothing changed since; `changes` makes it another. */
export function earlier(changes: Partial<SheetTake> = {}): SheetTake {
  return {
    take: 1,
    made: '2026-11-25 10:02',
    how: null,
    candidates: candidates([1, 2, 3, 4], 'media/former'),
    startFrame: null,
    pick: { slot: 1, by: 'approved' },
    changes: [],
    ...changes,
  }
}

const BEFORE =
  ' between two rows of low tea bushes, a flat bamboo basket on her hip, looking into the lens, in a '
const AFTER =
  ' with rolled sleeves, hair tied back, a few loose strands. Mist in the valley behind her, dew on the leaves. Skin with pores and fine lines.'

/** As a comparison by words yields it: change by change, blanks between them. */
export const NEW_SHIRT: SheetChange = {
  field: 'prompt',
  before: `A tea grower${BEFORE}casual top${AFTER}`,
  after: `A tea grower in her fifties${BEFORE}blue cotton t-shirt${AFTER}`,
  explanation: null,
  words: [
    { text: 'A tea grower', is: 'same' },
    { text: ' in her fifties', is: 'added' },
    { text: BEFORE, is: 'same' },
    { text: 'casual', is: 'removed' },
    { text: 'blue', is: 'added' },
    { text: ' ', is: 'same' },
    { text: 'top', is: 'removed' },
    { text: 'cotton t-shirt', is: 'added' },
    { text: AFTER, is: 'same' },
  ],
}

const NEW_LENGTH: SheetChange = {
  field: 'durationSeconds',
  words: null,
  before: '6',
  after: '8',
  explanation: null,
}
const NEW_STILL: SheetChange = {
  field: 'start_frame',
  words: null,
  before: 'a'.repeat(64),
  after: 'b'.repeat(64),
  explanation: 'the pick of "Scene 02 image" (node 24) changed from take 1 candidate 1 to take 2 candidate 2',
}

export function takesSheet(): Sheet {
  const gate = (title: string) => ({ gate: 15, title: `Approve ${title.toLowerCase()}` })
  const turnedDown = (slot: number, tell: string, base: string): SheetGeneration['candidates'] =>
    candidates([1, 2, 3, 4], base, 'kept').map((each) =>
      each.slot === slot ? { ...each, rejected: tell } : each,
    )
  const generations: SheetGeneration[] = [
    generation({
      take: 2,
      picks: [],
      waitingGates: [gate('Scene 01 image')],
      reason: 'it waits for your pick at gate 15',
      status: 'held',
      earlierTakes: [earlier()],
    }),
    generation({
      nodeId: 24,
      title: 'Scene 02 image',
      take: 3,
      earlierTakes: [
        earlier({
          take: 2,
          made: '2026-11-25 10:31',
          how: 'rolled again',
          candidates: turnedDown(2, 'hand melts into the basket', 'media/still'),
          pick: null,
          changes: [NEW_SHIRT, { ...NEW_LENGTH, field: 'aspectRatio', before: '3:4', after: '9:16' }],
        }),
        earlier({ pick: { slot: 3, by: 'auto' }, changes: [NEW_SHIRT] }),
      ],
      moreTakes: 2,
    }),
    clip({
      nodeId: 28,
      title: 'Scene 02 video',
      take: 2,
      candidates: candidates([1, 2, 3, 4], 'media/clip'),
      earlierTakes: [
        earlier({
          candidates: candidates([1, 2, 3], 'media/clip'),
          startFrame: 'media/former-1.png',
          pick: { slot: 1, by: 'auto' },
          changes: [NEW_STILL, NEW_LENGTH],
        }),
      ],
    }),
    generation({
      nodeId: 34,
      title: 'Scene 03 image',
      status: 'skipped',
      reason: 'it was not asked for',
      candidates: turnedDown(3, 'six fingers', 'media/still'),
    }),
    generation({
      nodeId: 44,
      title: 'Scene 04 image',
      parameters: [{ name: 'aspectRatio', value: '16:9' }],
      candidates: widened(candidates([1, 2, 3, 4], 'media/wide')),
      take: 2,
      earlierTakes: [
        earlier({
          how: 'adopted',
          candidates: widened(candidates([4, 3, 2, 1], 'media/wide')),
          pick: { slot: 2, by: 'approved' },
        }),
      ],
    }),
  ]
  return { ...sampleSheet(), workflow: 'TEAS1-V0-2', tabs: [{ name: 'Main', generations }] }
}

function widened(tall: SheetGeneration['candidates']): SheetGeneration['candidates'] {
  return tall.map((each) => ({ ...each, width: 512, height: 288 }))
}

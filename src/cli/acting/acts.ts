/** An operator's day as the demo plays it: what is said, and the verbs that do it. The words stand in the prompts of the tea example. */

/** Prompts with these words: the first is refused, the second fails once. */
export const REFUSED = 'forbidden mushroom'
export const FLAKY = 'flickering lantern'

export interface Act {
  /** The operator's sentence. */
  readonly said: string
  /** What is worth knowing before its output comes, or null. */
  readonly aside: string | null
  /** Verb, then what follows the file. */
  readonly commands: readonly (readonly [verb: string, ...rest: string[]])[]
}

export const ACTS: readonly Act[] = [
  {
    said: 'Make all of it.',
    aside: 'Staged: one prompt is refused, and one job fails once and is sent again.',
    commands: [['run']],
  },
  {
    said: 'All four of scene 03 have the same small problem: roll again.',
    aside: null,
    commands: [['regen', 'scene 03 image']],
  },
  {
    said: 'Scene 01: a blue cotton t-shirt instead of the casual top.',
    aside: null,
    commands: [['edit', 'scene 01', '--replace', 'casual top=>blue cotton t-shirt', '--regen']],
  },
  {
    said: 'What failed, and fix it: paint a red leaf on that tin.',
    aside: null,
    commands: [
      ['edit', 'scene 02 image', '--row', '3', '--replace', `${REFUSED}=>red autumn leaf`, '--regen'],
      ['errors'],
    ],
  },
  {
    said: 'Run it again.',
    aside: 'Nothing is paid twice; the clips behind new stills wait for your approval.',
    commands: [['run']],
  },
]

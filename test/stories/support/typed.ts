/** What somebody types: the built command in a folder, what it cost at the simulator, and what it says it cost. */
import { expect } from 'vitest'
import { type Ended, retake } from './shell.ts'
import { costOf, type Stage } from './stage.ts'

export interface Typed extends Ended {
  /** Tasks that the simulator accepted meanwhile. */
  readonly paid: number
  /** The prompts that they were of, each once. */
  readonly prompts: readonly string[]
  /** The last line. */
  readonly receipt: string
}

/** `typed(stage, 'regen', 'XYZG3', 'scene 03 image')` */
export async function typed(stage: Stage, ...args: string[]): Promise<Typed> {
  const { answer, paid, prompts } = await costOf(stage, () => start(stage, ...args).ended)
  const receipt = answer.stdout.trimEnd().split('\n').at(-1) ?? ''
  return { ...answer, paid, prompts: [...new Set(prompts)], receipt }
}

/** As `typed`, where the command ends well and its receipt counts: the simulator has to have counted the same. */
export async function paidFor(stage: Stage, ...args: string[]): Promise<Typed> {
  const ended = await typed(stage, ...args)
  expect(ended, args.join(' ')).toMatchObject({ exitCode: 0 })
  expect(ended.receipt, args.join(' ')).toMatch(new RegExp(`^paid ${ended.paid} · reused \\d+`))
  return ended
}

export function start(stage: Stage, ...args: string[]) {
  return retake(args, { cwd: stage.folder, environment: stage.environment })
}

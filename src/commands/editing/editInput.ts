/** What `edit` takes, and what is meant by it: options that contradict each other are refused before anything is read. */
import { z } from 'zod'
import { RetakeError } from '../../errors.ts'
import { type Replacement, readReplacement } from '../../workflow/rewriting/replacements.ts'
import { readSetting, type Setting } from '../../workflow/rewriting/settings.ts'
import { RUN_FLAGS } from '../runInput.ts'

const { backend, maxJobs, budget, wait, out, concurrency, yes } = RUN_FLAGS

export const EDIT_INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  nodes: z.array(z.string()).optional().describe('The node: 14, "Account B:14", or words: "scene 05"'),
  from: z
    .string()
    .optional()
    .describe('In place of a node: a generated file that was changed on the canvas, wherever it was saved'),
  prompt: z.string().optional().describe('The whole new text of its prompt'),
  promptFile: z.string().optional().describe('The whole new text from this file; - reads what is piped in'),
  replace: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('Words for words, "old=>new", of which the old ones stand exactly once in its prompts'),
  all: z.boolean().optional().describe('With --replace: wherever the old words stand'),
  set: z.array(z.string()).min(1).optional().describe('Settings of the node: aspectRatio=16:9'),
  row: z.number().int().min(1).optional().describe('This row of a dynamic prompt'),
  split: z.boolean().optional().describe('Give this node its own copy of a prompt that it shares'),
  as: z.string().optional().describe('The version to write, as V0-4, V1-1 or V2-0-1'),
  regen: z.boolean().optional().describe('Then make what was changed, and nothing else'),
  allTabs: z.boolean().optional().describe('The same node in every tab'),
  backend,
  maxJobs,
  budget,
  wait,
  out,
  concurrency,
  yes,
})

export type EditInput = z.infer<typeof EDIT_INPUT>

/** How the texts change. */
export type TextWish =
  | { readonly by: 'replace'; readonly replacements: readonly Replacement[]; readonly everywhere: boolean }
  | { readonly by: 'prompt'; readonly text: string }
  | { readonly by: 'file'; readonly path: string }
  | { readonly by: 'editor' }

export interface EditWish {
  /** Null where only settings change. */
  readonly text: TextWish | null
  readonly settings: readonly Setting[]
  readonly row: number | null
  readonly split: boolean
}

/** @throws RetakeError `usage` */
export function readWish(input: EditInput): EditWish {
  const settings = (input.set ?? []).map(readSetting)
  const text = textWish(input, settings.length > 0)
  if (input.all && text?.by !== 'replace') throw pointless('--all is for --replace.')
  if (text === null) {
    if (input.row !== undefined) throw pointless('--row is for the text of a prompt; settings have no rows.')
    if (input.split) throw pointless('--split is for the text of a prompt; settings are shared with nobody.')
  }
  if (!input.regen) {
    const forRun = ['maxJobs', 'budget', 'wait', 'out', 'concurrency', 'yes'] as const
    const given = forRun.find((name) => input[name] !== undefined)
    if (given !== undefined) {
      throw pointless(`--${given.replace('J', '-j')} is for --regen: without it nothing is sent.`)
    }
  }
  return { text, settings, row: input.row ?? null, split: input.split ?? false }
}

function textWish({ prompt, promptFile, replace, all }: EditInput, hasSettings: boolean): TextWish | null {
  const wishes: TextWish[] = []
  if (prompt !== undefined) wishes.push({ by: 'prompt', text: prompt })
  if (promptFile !== undefined) wishes.push({ by: 'file', path: promptFile })
  if (replace !== undefined) {
    wishes.push({ by: 'replace', replacements: replace.map(readReplacement), everywhere: all ?? false })
  }
  const [wish, another] = wishes
  if (another !== undefined) {
    throw new RetakeError('usage', 'Of --prompt, --prompt-file and --replace only one can be meant.', {
      next: 'Give the whole text by one of the first two, or words of it by --replace.',
    })
  }
  return wish ?? (hasSettings ? null : { by: 'editor' })
}

function pointless(message: string): RetakeError {
  return new RetakeError('usage', message, { next: 'Leave it out, or see "retake edit --help".' })
}

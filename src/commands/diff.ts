/** `diff`: what two versions differ in, generated files and backups included. Writes nothing. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { z } from 'zod'
import { rebaseUrl } from '../outputs/generatedFile.ts'
import { databaseFile } from '../store/store.ts'
import { compareDocuments } from '../workflow/comparing/compareDocuments.ts'
import type { DocumentDifference, PromptDifference } from '../workflow/comparing/difference.ts'
import { type Document, readDocument } from '../workflow/document.ts'
import { isVersion, parseName } from '../workflow/versionName.ts'
import { wire } from '../workflow/wire.ts'
import { type WordChanges, wordsOf } from '../workflow/wordChanges.ts'
import type { App } from './app.ts'
import type { Command } from './command.ts'
import { findVersion, versionBefore } from './finding/findVersion.ts'
import { readSource } from './finding/source.ts'
import { originalReferences } from './mirroring/originalReferences.ts'

const INPUT = z.strictObject({
  before: z
    .string()
    .describe(
      'Older file: a path, a name, or a version, in backups too; alone, it is compared with what was before it',
    ),
  after: z.string().optional().describe('Newer file, named the same ways'),
})

type DiffInput = z.infer<typeof INPUT>

export interface DiffReport extends Omit<DocumentDifference, 'prompts'> {
  /** Paths. */
  readonly before: string
  readonly after: string
  /** Whether the two files hold the same bytes. */
  readonly isSame: boolean
  readonly prompts: readonly PromptChange[]
  /** The command that goes on from here where the graph has changed, or null. */
  readonly next: string | null
}

export interface PromptChange extends PromptDifference {
  readonly words: WordChanges | null
}

export const diff: Command<DiffInput, DiffReport> = {
  name: 'diff',
  summary: 'Compare two versions: prompts word by word, parameters, wiring, nodes, picks',
  example: 'retake diff XYZG3-V0-1 XYZG3-V0-2',
  input: INPUT,
  positional: ['before', 'after'],
  run: async (app: App, input: DiffInput): Promise<DiffReport> => {
    const { cwd } = app
    const { before, after } = findBoth(cwd, input)
    const [older, newer] = await Promise.all([before, after].map((path) => readVersion(cwd, path)))
    const atMirrorOf = await Promise.all([
      publicReferences(app, before, older!.document),
      publicReferences(app, after, newer!.document),
    ])
    const sameUrl = (old: string, now: string) =>
      old === now ||
      rebaseUrl(old, dirname(before), dirname(after)) === now ||
      atMirrorOf[0].get(now) === old ||
      atMirrorOf[1].get(old) === now
    const difference = compareDocuments(older!.document, newer!.document, { sameUrl })
    const prompts = difference.prompts.map((prompt): PromptChange => {
      return { ...prompt, words: wordsOf(prompt.before, prompt.after) }
    })
    const isSame = older!.bytes.equals(newer!.bytes)
    const next = difference.isGraphChanged ? nextStep(after) : null
    return { before, after, isSame, ...difference, prompts, next }
  },
}

/** A generated file names references by what they are at the mirror. */
async function publicReferences(
  app: App,
  path: string,
  document: Document,
): Promise<ReadonlyMap<string, string>> {
  const folder = dirname(path)
  const project = await app.project(folder)
  if (!existsSync(databaseFile(project.location))) return new Map()
  return originalReferences({ wiring: wire(document), folder, project })
}

function findBoth(cwd: string, { before, after }: DiffInput): { before: string; after: string } {
  if (after === undefined) {
    const newer = findVersion(cwd, before)
    return { before: versionBefore(cwd, newer), after: newer }
  }
  return {
    before: findVersion(cwd, inFull(before, after)),
    after: findVersion(cwd, inFull(after, before)),
  }
}

/** `V0-2` beside `XYZG3-V0-1` is a version of the same workflow. */
function inFull(given: string, beside: string): string {
  if (!isVersion(given) || isVersion(beside)) return given
  return join(dirname(beside), `${parseName(basename(beside)).code}-${given}`)
}

async function readVersion(cwd: string, path: string) {
  const shown = relative(cwd, path) || path
  const bytes = Buffer.from(await readSource(path, shown))
  return { bytes, document: readDocument(bytes, shown) }
}

/** A backup is not run; a generated file becomes a version before anything of it is. */
function nextStep(path: string): string | null {
  const name = basename(path, '.nbflow')
  const { code, version, generated } = parseName(name)
  if (basename(dirname(path)) === 'backups') return null
  if (generated === null) return `retake plan ${name}`
  return `retake edit ${version === null ? code : `${code}-${version}`} --from ${name}`
}

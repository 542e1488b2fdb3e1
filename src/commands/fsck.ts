/** `fsck`: the vault against the store, and the views against both; `--repair` has again what can be had. Pays nothing. */
import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { RetakeError } from '../errors.ts'
import { databaseProblems, type Named, namedContents } from '../store/fsck.ts'
import { databaseFile, type Store } from '../store/store.ts'
import { allWorkflows, type SeenWorkflow } from '../store/workflows.ts'
import { parseName } from '../workflow/versionName.ts'
import type { App, Project } from './app.ts'
import type { Command, Report } from './command.ts'
import { brollName } from './finding/brollFolder.ts'
import { findBroll } from './finding/findBroll.ts'
import { findSource } from './finding/findSource.ts'
import { byContent, checkVault } from './fsck/checkVault.ts'
import { checkViews } from './fsck/checkViews.ts'
import { mendView } from './fsck/mendViews.ts'
import { notesOn } from './fsck/notesOn.ts'
import { nameOf, type Problem } from './fsck/problem.ts'
import { repairVault } from './fsck/repairVault.ts'
import { lostProblem, unsoundProblem } from './fsck/vaultProblem.ts'

const INPUT = z.strictObject({
  file: z
    .string()
    .optional()
    .describe('Workflow, or its code: all its versions. Without it, the whole store of the current folder'),
  repair: z
    .boolean()
    .optional()
    .describe(
      'Have again what is missing or damaged: from copies, the mirror, its origin, the backend. Pays nothing',
    ),
})

type FsckInput = z.infer<typeof INPUT>

export interface FsckReport {
  /** Absolute path of the `.retake` folder. */
  readonly store: string
  /** The code that it was about; null for the whole store. */
  readonly code: string | null
  /** Contents that were read to their end. */
  readonly checked: number
  /** What is wrong, after the repair if there was one. */
  readonly problems: readonly Problem[]
  readonly repaired: readonly Repaired[]
  /** Worth knowing, and nothing wrong. */
  readonly notes: readonly string[]
  /** 1 when something is wrong, 130 when it was stopped. */
  readonly exitCode: number
}

export interface Repaired {
  readonly what: Problem['what']
  readonly sha256: string | null
  /** All that names it; for a view, the file. */
  readonly where: readonly string[]
  /** `store`: a view was drawn from it; bytes were in it by then, taken in by another command. */
  readonly from: 'file' | 'mirror' | 'origin' | 'backend' | 'store'
  /** The path or URL, or the backend's name. */
  readonly place: string
}

export const fsck: Command<FsckInput, FsckReport> = {
  name: 'fsck',
  summary:
    'Prove that nothing is lost: all bytes, the database, the files drawn from it; --repair has them again',
  example: 'retake fsck --repair',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, repair = false }: FsckInput, report: Report): Promise<FsckReport> => {
    const { project, code } = await scopeOf(app, file)
    if (!existsSync(databaseFile(project.location))) {
      throw new RetakeError('usage', `There is no store in ${project.location.folder}.`, {
        next: 'Go to the folder of a workflow that was run, or name one: retake fsck FILE',
      })
    }
    const store = project.store()
    const broken = await databaseProblems(store.database)
    if (broken.length > 0) return damagedDatabase(store, code, broken)
    const workflows = (await allWorkflows(store.database)).filter(
      (each) => code === null || each.code === code,
    )
    const named = byContent(scoped(namedContents(store.database), code))
    const subject = { app, project, workflows, named, file: file ?? '', report }
    const found = repair ? await repairAll(subject) : await lookAtAll(subject)
    const notes = [...found.notes, ...notesOn(store, code === null)]
    const exitCode = app.signal.aborted ? 130 : found.problems.length > 0 ? 1 : 0
    return { store: store.folder, code, checked: named.size, ...found, notes, exitCode }
  },
}

interface Scope {
  readonly project: Project
  readonly code: string | null
}

async function scopeOf(app: App, file: string | undefined): Promise<Scope> {
  if (file === undefined) return { project: await app.project(app.cwd), code: null }
  const broll = findBroll(app.cwd, file)
  if (broll !== null) {
    return { project: await app.project(broll.folder), code: parseName(brollName(broll.folder)).code }
  }
  const { path } = findSource(app.cwd, file)
  return { project: await app.project(dirname(path)), code: parseName(basename(path, '.nbflow')).code }
}

/** A reference is of a workflow by what was sent. */
function scoped(named: readonly Named[], code: string | null): readonly Named[] {
  if (code === null) return named
  const own = named.filter(({ workflow }) => workflow?.code === code)
  const sent = new Set(own.map(({ sha256 }) => sha256))
  return [...own, ...named.filter(({ workflow, sha256 }) => workflow === null && sent.has(sha256))]
}

interface Subject {
  readonly app: App
  readonly project: Project
  readonly workflows: readonly SeenWorkflow[]
  readonly named: ReadonlyMap<string, readonly Named[]>
  /** As typed, for what to type next. */
  readonly file: string
  readonly report: Report
}

type Found = Pick<FsckReport, 'problems' | 'repaired' | 'notes'>

async function lookAtAll({ app, project, workflows, named, file, report }: Subject): Promise<Found> {
  const store = project.store()
  const unsound = await checkVault(named, project.vault(), app.signal, report)
  const views = await checkViews(workflows, store, project.vault(), app.signal)
  const problems = [
    ...unsound.map((each) => unsoundProblem(each, project.vault(), file)),
    ...views.findings.map(({ problem }) => problem),
  ]
  return { problems, repaired: [], notes: changedNotes(views.changed) }
}

async function repairAll({ app, project, workflows, named, report }: Subject): Promise<Found> {
  const store = project.store()
  const vault = project.vault()
  const unsound = await checkVault(named, vault, app.signal, report)
  const bytes = await repairVault(app, project, unsound, workflows, report)
  const before = await checkViews(workflows, store, vault, app.signal)
  const untold = new Map<string, string>()
  for (const { mend, problem } of before.findings) {
    if (app.signal.aborted) break
    const reason = await mendView(app, project, mend, report)
    if (reason !== null) untold.set(problem.path, reason)
  }
  const after = await checkViews(workflows, store, vault, app.signal)
  const standing = new Set(after.findings.map(({ problem }) => problem.path))
  const mended = before.findings.filter(({ problem }) => !standing.has(problem.path))
  return {
    problems: [
      ...bytes.lost.map((each) => lostProblem(each, vault)),
      ...after.findings.map(({ problem }) => withReason(problem, untold.get(problem.path))),
    ],
    repaired: [
      ...bytes.repaired.map(({ unsound: { sha256, named: names }, from, place }): Repaired => {
        return { what: names[0]!.by, sha256, where: [...new Set(names.map(nameOf))], from, place }
      }),
      ...mended.map(({ problem: { what, sha256, path } }): Repaired => {
        return { what, sha256, where: [path], from: 'store', place: path }
      }),
    ],
    notes: changedNotes(after.changed),
  }
}

function withReason(problem: Problem, reason: string | undefined): Problem {
  return reason === undefined ? problem : { ...problem, message: `${problem.message} ${reason}` }
}

const MOST_CHANGED = 3

function changedNotes(changed: readonly string[]): string[] {
  const more = changed.length - MOST_CHANGED
  const shown = changed.slice(0, MOST_CHANGED).map((path) => {
    return `${path} is not what was written: it was changed by hand, and is left as it is.`
  })
  return more > 0 ? [...shown, `And ${more} more files were changed by hand.`] : shown
}

function damagedDatabase(store: Store, code: string | null, said: readonly string[]): FsckReport {
  const path = databaseFile(store)
  const problem: Problem = {
    is: 'damaged',
    what: 'database',
    sha256: null,
    path,
    workflow: null,
    place: null,
    where: said,
    message: `The database ${path} is damaged: ${said[0]}.`,
    next: 'Start nothing more in this store. Copy the whole folder away, then put retake.db back from a backup, or have SQLite save what it can: sqlite3 retake.db .recover. The media beside it are untouched.',
  }
  return { store: store.folder, code, checked: 0, problems: [problem], repaired: [], notes: [], exitCode: 1 }
}

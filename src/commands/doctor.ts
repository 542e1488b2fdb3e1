/** `doctor`: whether everything that a run needs is there, and what each setting is and comes from. Sends nothing paid. */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { Setting } from '../config/settings.ts'
import { RetakeError } from '../errors.ts'
import type { App, Project } from './app.ts'
import type { Command } from './command.ts'
import { diagnoseBackends } from './doctor/diagnoseBackends.ts'
import { diagnoseDisk } from './doctor/diagnoseDisk.ts'
import { diagnoseMirror } from './doctor/diagnoseMirror.ts'
import { diagnoseStore } from './doctor/diagnoseStore.ts'
import { type Diagnosis, notWell, well } from './doctor/diagnosis.ts'
import { findSource } from './finding/findSource.ts'
import { outFolder } from './running/outFolder.ts'

const INPUT = z.strictObject({
  place: z.string().optional().describe('Workflow or folder to look at; without it, the current folder'),
})

type DoctorInput = z.infer<typeof INPUT>

export interface DoctorReport {
  /** Absolute path of the folder whose settings and store these are. */
  readonly folder: string
  readonly diagnoses: readonly Diagnosis[]
  /** Empty where the settings cannot be read. */
  readonly settings: readonly Setting[]
  /** 1 when something is not well. */
  readonly exitCode: number
}

export const doctor: Command<DoctorInput, DoctorReport> = {
  name: 'doctor',
  summary: 'Look whether all that a run needs is there, and where each setting comes from',
  example: 'retake doctor',
  input: INPUT,
  positional: ['place'],
  run: async (app: App, { place }: DoctorInput): Promise<DoctorReport> => {
    const folder = folderOf(app.cwd, place)
    const project = await projectOr(app, folder)
    const ofProject =
      project instanceof RetakeError ? [ofConfigError(project)] : await diagnose(app, project, folder)
    const diagnoses = [node(), ...ofProject]
    const settings = project instanceof RetakeError ? [] : project.config.settings
    return { folder, diagnoses, settings, exitCode: diagnoses.some(({ is }) => is === 'not well') ? 1 : 0 }
  },
}

function folderOf(cwd: string, place: string | undefined): string {
  const path = resolve(cwd, place ?? '.')
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  return isFolder ? path : dirname(findSource(cwd, place ?? '.').path)
}

async function projectOr(app: App, folder: string): Promise<Project | RetakeError> {
  try {
    return await app.project(folder)
  } catch (error) {
    if (error instanceof RetakeError) return error
    throw error
  }
}

async function diagnose(app: App, project: Project, folder: string): Promise<Diagnosis[]> {
  const folders = new Map([
    ['the store', project.location.folder],
    ['outputs', outFolder(app, { folder, project }, {})],
  ])
  const found = await Promise.all([
    diagnoseBackends(project, app.signal),
    diagnoseMirror(project, app.signal),
    diagnoseStore(project),
    diagnoseDisk(folders),
  ])
  return [config(project), ...found.flat()]
}

function node(): Diagnosis {
  return well('Node', `${process.versions.node} on ${process.platform} ${process.arch}`)
}

function config({ config: { folder, settings } }: Project): Diagnosis {
  const own = settings.filter(({ origin }) => origin.from !== 'default').length
  const file = folder === null ? 'no retake.config file' : `a retake.config file in ${folder}`
  return well(
    'config',
    `${file}, ${own === 0 ? 'every setting is the default' : `${own} of ${settings.length} settings are not the default`}`,
  )
}

function ofConfigError({ message, next }: RetakeError): Diagnosis {
  return notWell('config', message, next ?? 'Correct it.')
}

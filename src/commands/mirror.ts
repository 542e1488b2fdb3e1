/** `mirror`: what is not at the mirror yet goes there, and a generated file names it; with `--check`, proves each URL. */
import { z } from 'zod'
import { candidatesOf } from '../engine/claims.ts'
import { RetakeError } from '../errors.ts'
import type { App } from './app.ts'
import type { Command, Report } from './command.ts'
import { openSource, type Source } from './finding/source.ts'
import { type CheckedMirror, checkMirror, checkUrls } from './mirroring/checkMirror.ts'
import { type Drawing, drawMirrored } from './mirroring/drawMirrored.ts'
import { type MirrorReport, openRunMirror } from './mirroring/runMirror.ts'
import { localReferences, nameOf } from './mirroring/toMirror.ts'
import { NOTHING_DONE, writeViews } from './running/executePlan.ts'
import { outFolder } from './running/outFolder.ts'
import { standingOf } from './running/standing.ts'
import { type ViewExtras, viewOf } from './running/viewOf.ts'

const INPUT = z.strictObject({
  file: z.string().describe('Workflow: a path, a name, or a bare code for its newest version'),
  check: z
    .boolean()
    .optional()
    .describe('Upload nothing: fetch each URL as anybody would, and compare it byte for byte'),
})

type MirrorInput = z.infer<typeof INPUT>

export interface MirrorOutput {
  readonly workflow: string
  /** Absolute path of the newest generated file; null where nothing is made yet. */
  readonly output: string | null
  readonly isNewOutput: boolean
  /** What was uploaded; null with `--check`. */
  readonly mirrored: MirrorReport | null
  /** What each URL gave; null without `--check`. */
  readonly checked: CheckedMirror | null
  /** 1 when something is not there. */
  readonly exitCode: number
}

export const mirror: Command<MirrorInput, MirrorOutput> = {
  name: 'mirror',
  summary: 'Upload what is not at the mirror yet, and write its public URLs into a generated file',
  example: 'retake mirror XYZG3-V0-1 --check',
  input: INPUT,
  positional: ['file'],
  run: async (app: App, { file, check }: MirrorInput, report: Report): Promise<MirrorOutput> => {
    const source = await openSource(app, file)
    if (source.note !== null) report({ type: 'note', message: source.note })
    refuseWithoutMirror(source)
    return check ? prove(app, source, report) : catchUp(app, source, report)
  },
}

/** @throws RetakeError `usage`, naming what is to be set */
function refuseWithoutMirror({ project }: Source): void {
  const { mirrorTo } = project.config
  if (mirrorTo.is === 'incomplete') {
    throw new RetakeError('usage', `The mirror is not set up: ${mirrorTo.problem}.`, {
      next: 'Set it in the environment, or in .env beside the config file.',
    })
  }
  if (mirrorTo.is !== 'none') return
  throw new RetakeError('usage', 'There is no mirror.', {
    next: 'Set R2_ACCOUNT_ID, R2_BUCKET, R2_PUBLIC_URL, R2_ACCESS_KEY_ID and R2_SECRET_ACCESS_KEY (or S3_…, or UPLOAD_PROXY_URL) in the environment, or in .env beside the config file.',
  })
}

async function catchUp(app: App, source: Source, report: Report): Promise<MirrorOutput> {
  const { prepared, planned } = await standingOf(app, source, {}, report)
  const runMirror = openRunMirror(app, prepared, report)
  if (runMirror === null) {
    const { name } = prepared.projectBackend.backend
    throw new RetakeError('usage', `What "${name}" draws is not mirrored.`, {
      next: 'Set "backend" to the one that makes the candidates.',
    })
  }
  const { resolution: resolved } = planned
  const drawing = {
    prepared,
    resolved,
    end: NOTHING_DONE,
    extras: placeOf(app, source),
    again: () => again(app, source, report),
  }
  const drawn = await drawMirrored(runMirror, drawing).catch((error: unknown) => {
    runMirror.stop()
    throw error
  })
  const { mirrored } = drawn
  const isWhole = mirrored !== null && mirrored.failed.length === 0 && mirrored.refusal === null
  const outputs = await writeViews(drawn.prepared, drawn.view)
  if (outputs.note !== null) report({ type: 'note', message: outputs.note })
  return {
    workflow: source.name,
    output: outputs.path,
    isNewOutput: outputs.isNew,
    mirrored,
    checked: null,
    exitCode: app.signal.aborted ? 130 : isWhole ? 0 : 1,
  }
}

async function prove(app: App, source: Source, report: Report): Promise<MirrorOutput> {
  const checked =
    source.broll === null
      ? await checkMirror(source, app.signal)
      : { file: null, ...(await checkUrls(await brollUrls(app, source, report), source, app.signal)) }
  const isSound = checked.problems.length === 0
  return {
    workflow: source.name,
    output: checked.file,
    isNewOutput: false,
    mirrored: null,
    checked,
    exitCode: isSound ? 0 : 1,
  }
}

/** B-roll has no generated file: what it shows is what the folder holds. */
async function brollUrls(app: App, source: Source, report: Report): Promise<Map<string, string>> {
  const { prepared, planned } = await standingOf(app, source, {}, report)
  const { generations, mirrored } = await viewOf(
    prepared,
    planned.resolution,
    NOTHING_DONE,
    placeOf(app, source),
  )
  const references = localReferences(prepared).map(
    ({ url }) => [mirrored.references.get(url) ?? url, url] as const,
  )
  return new Map([
    ...references,
    ...generations.flatMap(({ node, held }) =>
      candidatesOf(held).map((candidate) => {
        const name = nameOf(
          { is: 'candidate', generation: node.generation, takeNumber: held!.number, candidate },
          source,
        )
        return [mirrored.contents.get(candidate.sha256 ?? '') ?? name, node.generation.title] as const
      }),
    ),
  ])
}

async function again(
  app: App,
  source: Source,
  report: Report,
): Promise<Pick<Drawing, 'prepared' | 'resolved'>> {
  const { prepared, planned } = await standingOf(app, source, {}, report)
  return { prepared, resolved: planned.resolution }
}

function placeOf(app: App, source: Source): ViewExtras {
  return { outFolder: outFolder(app, source, {}), isFolderAsked: false, isPickOnly: false, cost: null }
}

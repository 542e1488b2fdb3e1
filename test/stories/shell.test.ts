/** The built command: exit codes, one JSON object on stdout, progress on stderr. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import { refusal } from '../../sim/fault.ts'
import { PICTURES, sceneFiles, scenes } from './support/scenes.ts'
import { type Ended, retake } from './support/shell.ts'
import { openStage, type Stage } from './support/stage.ts'

const ERROR = {
  slots: z.array(z.number()),
  errorType: z.enum(['content_policy', 'timeout', 'connection refused', 'model not available', 'api_error']),
  attempts: z.number().int(),
  message: z.string(),
  strategy: z.string(),
}
const PLACE = { tab: z.string(), nodeId: z.number().int(), title: z.string(), row: z.number().int() }

const RUN = z.object({
  workflow: z.string(),
  output: z.string().nullable(),
  errors: z.array(z.object({ ...PLACE, ...ERROR })),
  jobs: z.strictObject({ submitted: z.number(), reused: z.number(), failed: z.number() }),
  costUsd: z.number().nullable(),
  generations: z.array(
    z.object({
      ...PLACE,
      kind: z.enum(['image', 'video']),
      status: z.enum(['generated', 'reused', 'partial', 'failed', 'held', 'blocked', 'skipped']),
      take: z.number().int().nullable(),
      recipe: z.string().nullable(),
      candidates: z.array(
        z.strictObject({
          slot: z.number().int(),
          sha256: z
            .string()
            .regex(/^[0-9a-f]{64}$/)
            .nullable(),
          path: z.string().nullable(),
          url: z.string().nullable(),
          seed: z.number().nullable(),
          backend: z.string(),
          rejected: z.string().nullable(),
        }),
      ),
      picks: z.array(
        z.strictObject({
          gate: z.number().int(),
          take: z.number().int(),
          slot: z.number().int(),
          by: z.enum(['approved', 'auto']),
          passes: z.boolean(),
        }),
      ),
      error: z.object(ERROR).nullable(),
    }),
  ),
})

const PLAN = z.object({
  workflow: z.string(),
  hash: z.string().min(8),
  jobs: z.object({ total: z.number(), images: z.number(), videos: z.number() }),
  priceUsd: z.number().nullable(),
  generations: z.array(
    z.object({
      ...PLACE,
      action: z.enum(['run', 'adopt', 'reuse', 'held', 'blocked', 'skipped']),
      reason: z.string(),
      jobs: z.number(),
    }),
  ),
})

const SHOW = z.object({
  workflow: z.string(),
  output: z.string().nullable(),
  generations: z.array(z.object({ ...PLACE, take: z.number().nullable(), candidates: z.array(z.unknown()) })),
})

const CHECK = z.object({
  workflow: z.string(),
  errors: z.number(),
  warnings: z.number(),
  findings: z.array(z.unknown()),
})

const FAILURE = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), next: z.string().nullable() }),
})

function shell(stage: Stage, ...args: string[]) {
  return retake(args, { cwd: stage.folder, environment: stage.environment }).ended
}

test('run, plan, show and check print one JSON object on stdout and nothing else there', async () => {
  const stage = await openStage({ sim: { faults: [refusal('a still of scene 2')] }, files: sceneFiles(2) })
  const ran = await shell(stage, 'run', 'S1', '--json')
  expect(ran.exitCode).toBe(1)
  const report = RUN.parse(JSON.parse(ran.stdout))
  expect(report.generations.map(({ status }) => status)).toEqual([
    'generated',
    'generated',
    'failed',
    'blocked',
  ])
  expect(report.jobs).toEqual({ submitted: 12, reused: 0, failed: 4 })
  expect(ran.stderr).toContain('To pay for, at most: 8 images, 8 videos')
  expect(ran.stderr).not.toContain('{')
  const verbs = ['plan', 'show', 'check'].map((verb) => shell(stage, verb, 'S1', '--json'))
  const [planned, shown, checked] = (await Promise.all(verbs)) as [Ended, Ended, Ended]
  expect(PLAN.parse(JSON.parse(planned.stdout)).jobs.total).toBe(0)
  expect(planned.exitCode).toBe(0)
  expect(SHOW.parse(JSON.parse(shown.stdout)).output).toBe(report.output)
  expect(CHECK.parse(JSON.parse(checked.stdout)).errors).toBe(0)
  expect([shown.exitCode, checked.exitCode]).toEqual([0, 0])
})

test('an error is one JSON object too, with code, message and next step', async () => {
  const stage = await openStage({ files: { 'S1-V0-1.nbflow': '{"tabs": [' } })
  const broken = await shell(stage, 'run', 'S1', '--json')
  expect(broken.exitCode).toBe(3)
  expect(FAILURE.parse(JSON.parse(broken.stdout)).error.code).toBe('check_failed')
  const missing = await shell(stage, 'run', 'NOTHERE', '--json')
  expect(missing.exitCode).toBe(2)
  expect(FAILURE.parse(JSON.parse(missing.stdout)).error.code).toBe('usage')
})

test('a wrong flag under --json is one JSON object too, with exit 2', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const wrong = await shell(stage, 'run', 'S1', '--json', '--gates', 'maybe')
  expect(wrong.exitCode).toBe(2)
  expect(FAILURE.parse(JSON.parse(wrong.stdout)).error.code).toBe('usage')
  expect(stage.paid()).toBe(0)
})

test('quiet is silent on stderr', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { exitCode, stdout, stderr } = await shell(stage, 'run', 'S1', '--quiet')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('paid 8 · reused 0')
})

test('the last line of a run is its receipt, and the outputs are named as seen from here', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { stdout, stderr } = await shell(stage, 'run', 'S1')
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('paid 8 · reused 0')
  expect(stdout).toMatch(/^wrote {2}S1-V0-1-generated-\d{8}-\d{6}\.nbflow$/m)
  expect(stdout + stderr).not.toContain('\u001B[')
  const again = await shell(stage, 'run', 'S1')
  expect(again.stdout).toMatch(/^newest S1-V0-1-generated-\d{8}-\d{6}\.nbflow$/m)
  expect(again.stdout.trimEnd().split('\n').at(-1)).toBe('paid 0 · reused 8')
})

test('exit codes: held alone is 0, a limit is 5, unknown words are 2', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  expect((await shell(stage, 'run', 'S1', '--max-jobs', '1')).exitCode).toBe(5)
  expect((await shell(stage, 'run', 'S1', '--gates', 'hold')).exitCode).toBe(0)
  const unknown = [['run', 'S1', '--node', '1'], ['run'], ['rum', 'S1'], ['run', 'S1', '--nodes', '77']]
  const ended = await Promise.all(unknown.map((args) => shell(stage, ...args)))
  expect(ended.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2])
  expect(ended.every(({ stdout }) => stdout === '')).toBe(true)
})

test('a key is in no output and in no file that a run writes', async () => {
  const key = 'sk-very-secret-0451'
  const stage = await openStage({
    sim: { apiKey: key },
    files: { 'S1-V0-1.nbflow': scenes(1), 'avatar.png': PICTURES.avatar },
  })
  stage.write('.env', `GLABS_API_KEY=${key}\n`)
  const { exitCode, stdout, stderr } = await shell(stage, 'run', 'S1')
  expect(exitCode).toBe(0)
  expect(stdout + stderr).not.toContain(key)
  for (const name of stage.files(/\.(nbflow|html|json)$/)) expect(stage.read(name), name).not.toContain(key)
  for (const name of stage.files(/\.(sqlite|db)/, '.retake')) {
    expect(stage.read(`.retake/${name}`), name).not.toContain(key)
  }
})

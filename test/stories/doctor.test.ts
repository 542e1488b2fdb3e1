/** `doctor`: what is not well is named with what to do, and every setting with where it comes from. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import { expect, test } from 'vitest'
import { windowsSide } from '../../src/backends/glabs/windowsSide.ts'
import { serviceNamed } from '../../src/commands/doctor/syncServiceOf.ts'
import { doctor } from '../../src/commands/doctor.ts'
import { takeLock } from '../../src/store/lock.ts'
import { closedPort } from './support/closedPort.ts'
import { openMediaServer } from './support/mediaServer.ts'
import { sceneFiles } from './support/scenes.ts'
import { ROOT, retake, startNode } from './support/shell.ts'
import { openStage, type Stage, withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

function look(stage: Stage, place?: string) {
  const input = place === undefined ? {} : { place }
  return withApp(stage.folder, stage.environment, (app) => doctor.run(app, input, () => {}))
}

async function troubles(stage: Stage) {
  const { diagnoses } = await look(stage)
  return diagnoses.filter(({ is }) => is === 'not well')
}

test('where all is well it says so, with exit 0, for a folder and for a workflow, and makes no store', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { exitCode, stdout, stderr } = await retake(['doctor'], {
    cwd: stage.folder,
    environment: stage.environment,
  }).ended
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).toMatch(/^well +backend +glabs: answers, 0 tasks waiting, 0 running$/m)
  expect(stdout).toMatch(/^note +mirror +none: PatchWork cannot show local files$/m)
  expect(stdout).toMatch(/^well +store .*not there yet, the first run makes it$/m)
  expect(stdout).toMatch(/^well +disk .* free for the store and outputs/m)
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('All is well.')
  expect(stage.files(/^\.retake$/)).toEqual([])
  const ofFile = await look(stage, 'S1')
  expect(ofFile).toMatchObject({ folder: stage.folder, exitCode: 0 })
})

test('a backend that is away, or silent, is not well, and exit is 1; one that is not chosen may be away', async () => {
  const stage = await openStage()
  stage.environment.GLABS_URL = `http://127.0.0.1:${await closedPort()}`
  expect(await troubles(stage)).toMatchObject([
    { topic: 'backend', next: expect.stringContaining('GLABS_URL') },
  ])
  stage.configure({ backend: 'sketch' })
  expect((await look(stage)).exitCode).toBe(0)
  stage.configure({})
  stage.environment.GLABS_URL = (await openMediaServer({}, { silent: true })).url
  expect(await troubles(stage)).toMatchObject([{ message: expect.stringContaining('no answer within') }])
}, 20_000)

test('a key that is missing or wrong is told before a run, and is itself never shown', async () => {
  const key = 'sk-very-secret-0452'
  const stage = await openStage({ sim: { apiKey: 'right' } })
  expect(await troubles(stage)).toMatchObject([{ message: expect.stringContaining('no key is set') }])
  stage.write('.env', `GLABS_API_KEY=${key}\n`)
  const answer = retake(['doctor', '--json'], { cwd: stage.folder, environment: stage.environment })
  const { exitCode, stdout } = await answer.ended
  expect(exitCode).toBe(1)
  expect(stdout).not.toContain(key)
  expect(JSON.parse(stdout).diagnoses).toContainEqual(
    expect.objectContaining({ is: 'not well', next: expect.stringContaining('GLABS_API_KEY') }),
  )
  stage.write('.env', 'GLABS_API_KEY=right\n')
  const { diagnoses } = await look(stage)
  expect(diagnoses.map(({ message }) => message)).toContain('glabs: the key is accepted')
})

test('every setting is shown with its origin: default, file, environment, .env; what an address carries is not', async () => {
  const stage = await openStage()
  stage.configure({ concurrency: 5, glabsUrl: 'http://127.0.0.1:1', poll: { minMs: 7 } })
  stage.write('.env', 'RETAKE_ALLOW_HOSTS=nas,printer\nGLABS_URL=http://127.0.0.1:2\n')
  stage.environment.GLABS_URL = 'http://127.0.0.1:9?token=hidden'
  const { settings } = await look(stage)
  const byField = new Map(settings.map((setting) => [setting.field, setting]))
  const file = { from: 'config file', path: stage.path('retake.config.json') }
  expect(byField.get('gates')).toMatchObject({ value: 'auto', origin: { from: 'default' } })
  expect(byField.get('concurrency')).toMatchObject({ value: 5, origin: file })
  expect(byField.get('poll.minMs')).toMatchObject({ value: 7, origin: file })
  expect(byField.get('poll.maxMs')).toMatchObject({ value: 4000, origin: { from: 'default' } })
  expect(byField.get('glabsUrl')).toMatchObject({
    value: 'http://127.0.0.1:9?***',
    origin: { from: 'environment', variable: 'GLABS_URL' },
  })
  expect(byField.get('allowHosts')).toMatchObject({
    value: ['nas', 'printer'],
    origin: { from: '.env', path: stage.path('.env'), variable: 'RETAKE_ALLOW_HOSTS' },
  })
  expect(byField.get('glabsApiKey')).toMatchObject({ value: 'not set' })
  expect(JSON.stringify(settings)).not.toContain('hidden')
})

test('settings that are not valid are a line with the place they were set, not a crash', async () => {
  const stage = await openStage()
  stage.environment.GLABS_URL = 'not a url'
  expect(await troubles(stage)).toMatchObject([
    { topic: 'config', message: expect.stringContaining('GLABS_URL in the environment') },
  ])
  // No request can be made to such a one, and what says so would name it.
  stage.environment.GLABS_URL = 'http://me:hidden@127.0.0.1:9'
  const report = await look(stage)
  expect(JSON.stringify(report)).toContain('it may hold no name and no password')
  expect(JSON.stringify(report)).not.toContain('hidden')
  delete stage.environment.GLABS_URL
  stage.configure({ concurrency: 'many' })
  expect(await troubles(stage)).toMatchObject([
    { topic: 'config', message: expect.stringContaining('retake.config.json: "concurrency"') },
  ])
})

test('the store is told with its size and who is at work in it; one of a newer version is not well', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  const lock = takeLock(stage.path('.retake'), 'workflow-1', 'run S1-V0-1')
  const { diagnoses, exitCode } = await look(stage)
  lock.release()
  const ofStore = diagnoses.filter(({ topic }) => topic === 'store')
  expect(ofStore[0]!.message).toMatch(/\.retake: [\d.]+ (kB|MB), version \d+, can be written$/)
  expect(ofStore[1]!.message).toContain(`"run S1-V0-1", process ${process.pid}`)
  expect({ lines: ofStore.length, exitCode }).toEqual({ lines: 2, exitCode: 0 })
  expect((await look(stage)).diagnoses.filter(({ topic }) => topic === 'store')).toHaveLength(1)
  stage.countsApart('a store of a newer version is not read')
  const database = new LibsqlDatabase(join(stage.path('.retake'), 'retake.db'))
  database.exec('PRAGMA user_version = 999')
  database.close()
  expect(await troubles(stage)).toMatchObject([
    { topic: 'store', next: expect.stringContaining('Update Retake') },
  ])
})

test('a store in a folder that a service copies to its cloud is not well, and told how to move it', async () => {
  const stage = await openStage()
  const folder = stage.path('OneDrive - Studio/month')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'retake.config.json'), '{}')
  const { diagnoses, exitCode } = await look(stage, folder)
  expect(exitCode).toBe(1)
  expect(diagnoses.filter(({ is }) => is === 'not well')).toMatchObject([
    {
      topic: 'store',
      message: expect.stringContaining('OneDrive'),
      next: expect.stringContaining('RETAKE_STORE'),
    },
  ])
})

test.each([
  ['C:\\Users\\Ana\\OneDrive\\projects', 'OneDrive'],
  ['/mnt/c/Users/Ana/OneDrive - Studio/projects', 'OneDrive'],
  ['/Users/ana/Library/CloudStorage/OneDrive-Personal/projects', 'OneDrive'],
  ['/Users/ana/Library/Mobile Documents/com~apple~CloudDocs/projects', 'iCloud Drive'],
  ['C:\\Users\\Ana\\iCloudDrive\\projects', 'iCloud Drive'],
  ['/home/ana/Dropbox/projects', 'Dropbox'],
  ['/Users/ana/Dropbox (Studio)/projects', 'Dropbox'],
  ['/Users/ana/Library/CloudStorage/GoogleDrive-ana@example.com/My Drive/projects', 'Google Drive'],
  ['G:\\My Drive\\projects', 'Google Drive'],
  ['G:\\Mi unidad\\projects', 'Google Drive'],
  ['/home/ana/dropboxes/My Drive/projects', null],
  ['D:\\work\\onedriveless\\projects', null],
])('the folder %s belongs to %s', (path, service) => {
  expect(serviceNamed(path)).toBe(service)
})

test('under WSL a G-Labs that does not answer on the loopback is told to be on the Windows side', async () => {
  const stage = await openStage()
  const asWsl =
    'data:text/javascript,import os from "node:os"; import { syncBuiltinESMExports } from "node:module"; os.release = () => "5.15.167.4-microsoft-standard-WSL2"; syncBuiltinESMExports()'
  const bin = join(ROOT, 'bin', 'retake.mjs')
  const away = `http://127.0.0.1:${await closedPort()}`
  const environment = { ...stage.environment, GLABS_URL: away }
  const ended = await startNode(['--import', asWsl, bin, 'doctor'], { cwd: stage.folder, environment }).ended
  expect(ended.exitCode).toBe(1)
  expect(ended.stdout).toContain('networkingMode=mirrored')
  expect(windowsSide('http://172.20.0.1:8765', 'x-microsoft-standard-WSL2')).toBeNull()
  expect(windowsSide(away, '6.1.0-18-amd64')).toBeNull()
})

/** `errors`: what did not land, told by type, with what to do about it. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { sceneFiles, withProperty } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

function shell(stage: Stage, ...args: string[]) {
  return retake(args, { cwd: stage.folder, environment: stage.environment }).ended
}

/** One refusal, and one service that never comes round. */
const down = {
  when: { prompt: 'a still of scene 2' },
  effect: { kind: 'fail', errorCode: 503, error: 'The service is currently unavailable.' },
} as const

test('failures stand together by type, each with node, slots, how often it was sent, and what to do', async () => {
  const stage = await openStage({
    sim: { faults: [refusal('a still of scene 1'), down] },
    files: sceneFiles(3),
  })
  await stage.run(FILE)
  const { exitCode, stdout, stderr } = await shell(stage, 'errors', 'S1')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const [service, refused, sum] = stdout.trimEnd().split('\n\n')
  expect(service).toMatch(/^api_error .*The service is currently unavailable\./)
  expect(service).toMatch(/Mainbody:21 +Scene 02 image +1 +1 2 3 4 +3 times/)
  expect(refused).toMatch(/^content_policy .*UNSAFE_GENERATION/)
  expect(refused).toMatch(
    /Mainbody:11 +Scene 01 image +1 +1 2 3 4 +once\n {2}next Reword the prompt: retake edit/,
  )
  expect(sum).toBe('S1-V0-1: 8 candidates of 2 generations did not land.')
})

test('--json prints the entries as they stand in errors.json, and --type narrows them', async () => {
  const stage = await openStage({
    sim: { faults: [refusal('a still of scene 1'), down] },
    files: sceneFiles(2),
  })
  await stage.run(FILE)
  const all = await shell(stage, 'errors', 'S1', '--json')
  expect(JSON.parse(all.stdout)).toEqual(JSON.parse(readFileSync(stage.path('errors.json'), 'utf8')))
  const narrowed = await shell(stage, 'errors', 'S1', '--json', '--type', 'content_policy')
  expect(JSON.parse(narrowed.stdout)).toMatchObject([
    { nodeId: 11, errorType: 'content_policy', attempts: 1 },
  ])
  const none = await shell(stage, 'errors', 'S1', '--type', 'timeout')
  expect(none).toMatchObject({
    exitCode: 0,
    stdout: 'None of this type. Of other types: 2 (retake errors S1-V0-1)\n',
  })
})

test('a workflow that landed, and one that never ran, say so in one line with exit 0', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const before = await shell(stage, 'errors', 'S1')
  expect(before.exitCode).toBe(0)
  expect(before.stdout).toMatch(/^S1-V0-1 has not run yet.*retake plan S1-V0-1\n$/)
  expect(stage.files(/^\.retake$/)).toEqual([])
  await stage.run(FILE)
  const after = await shell(stage, 'errors', 'S1')
  expect(after).toMatchObject({ exitCode: 0, stdout: 'S1-V0-1: everything that was asked for has landed.\n' })
  expect(JSON.parse((await shell(stage, 'errors', 'S1', '--json')).stdout)).toEqual([])
})

test('failures of a broken or changed source are still told', async () => {
  const stage = await openStage({ sim: { faults: [refusal('a still of scene 1')] }, files: sceneFiles(1) })
  await stage.run(FILE)
  stage.write(FILE, withProperty(stage.read(FILE), 10, 'text', 'a calm picture'))
  const changed = await shell(stage, 'errors', 'S1')
  expect(changed.stdout).toContain('Mainbody:11')
  expect(changed.stderr).toContain('changed since its last run')
  stage.write(FILE, '{"tabs": [')
  expect((await shell(stage, 'errors', 'S1')).stdout).toContain('Mainbody:11')
})

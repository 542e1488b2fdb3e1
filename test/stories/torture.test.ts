/** `retake sim --torture`: the proof that anybody can watch. */
import { expect, test } from 'vitest'
import { sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { openStage } from './support/stage.ts'

test('a copy of the workflow is run and killed; both ledgers agree, and the person’s own folder and service are left alone', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const before = stage.files(/.*/)
  const { exitCode, stdout } = await retake(['sim', '--torture', 'S1', '--kills', '3'], {
    cwd: stage.folder,
    environment: stage.environment,
  }).ended
  expect(stdout).toMatch(/kill +1 .*the service has taken \d of 8/)
  expect(stdout).toContain('8 taken, 8 completed')
  expect(stdout).toContain('8 sent, 8 kept')
  expect(stdout).toContain('0 candidates lost, 0 jobs paid twice.')
  expect(exitCode).toBe(0)
  expect(stage.files(/.*/)).toEqual(before)
  expect(stage.paid()).toBe(0)
}, 120_000)

test('a run that cannot work is told, with what it said', async () => {
  const stage = await openStage({ files: { 'S1-V0-1.nbflow': sceneFiles(1)['S1-V0-1.nbflow'] } })
  const { exitCode, stdout } = await retake(['sim', '--torture', 'S1', '--kills', '1'], {
    cwd: stage.folder,
    environment: stage.environment,
  }).ended
  expect(exitCode).not.toBe(0)
  expect(stdout).toContain('avatar.png')
  expect(stdout).toContain('0 of 8 candidates are made.')
}, 120_000)

/** An error tells what is wrong, where that came from, and what to do, in this order. */
import { expect, test } from 'vitest'
import { firstCause } from '../../src/cli/firstCause.ts'
import { takeLock } from '../../src/store/lock.ts'
import { closedPort } from './support/closedPort.ts'
import { sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { openStage } from './support/stage.ts'

test('what the system said stands under the sentence, once', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.plan('S1')
  const lock = takeLock(stage.path('.retake'), 'workflow-1', 'run S1-V0-1')
  const { stderr } = await retake(['run', 'S1'], { cwd: stage.folder, environment: stage.environment }).ended
  lock.release()
  expect(stderr).toMatch(/error Another Retake is at it: .*\nnext {2}Wait until/)
  stage.write('retake.config.json', '{ "backend": ')
  const broken = await retake(['run', 'S1'], { cwd: stage.folder, environment: stage.environment }).ended
  expect(broken.stderr).toMatch(/^error .*retake\.config\.json cannot be read: .*JSON.*\nnext /)
  expect(broken.stderr).not.toContain('cause')
  stage.configure({})
})

test('a failed fetch is followed to the refused connection, through several addresses', async () => {
  const thrown = await fetch(`http://localhost:${await closedPort()}`).catch((error: unknown) => error)
  expect(firstCause(new Error('outer', { cause: thrown }))).toMatchObject({ code: 'ECONNREFUSED' })
})

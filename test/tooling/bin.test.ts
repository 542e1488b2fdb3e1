import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { nodeVersionProblem } from '../../scripts/nodeVersion.mjs'
import { node } from './smallProject.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const program = fileURLToPath(new URL('../../bin/retake.mjs', import.meta.url))

function programIn(folder: string): string {
  const path = join(folder, 'bin/retake.mjs')
  mkdirSync(join(folder, 'bin'))
  copyFileSync(program, path)
  return path
}

test('a clone that is not built says which commands to run', async () => {
  const folder = temporaryFolder({})
  expect(await node([programIn(folder)], { directory: folder })).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'Retake is not built yet. Run npm ci && npm run build first.\n',
  })
})

test('the program is started from any folder, with its arguments', async () => {
  const folder = temporaryFolder({
    'dist/bundle/main.js': 'console.log(process.argv.slice(2).join())\n',
    'package.json': '{ "type": "module" }',
    'elsewhere/note.txt': '',
  })
  const started = await node([programIn(folder), 'run', 'ABC'], { directory: join(folder, 'elsewhere') })
  expect(started).toEqual({ exitCode: 0, stdout: 'run,ABC\n', stderr: '' })
})

test('a Node that is too old is told so before anything is loaded', async () => {
  const folder = temporaryFolder({
    'older.mjs': "Object.defineProperty(process.versions, 'node', { value: '20.18.3' })\n",
    'dist/bundle/main.js': "throw new Error('was loaded')\n",
  })
  const started = await node(['--import', './older.mjs', programIn(folder)], { directory: folder })
  expect(started).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'Retake needs Node 20.19 or newer; this is Node 20.18.3. Get one at https://nodejs.org.\n',
  })
})

test.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('Node %s is new enough', (version) => {
  expect(nodeVersionProblem(version)).toBeNull()
})

test.each(['18.20.8', '20.18.3', '20.9.0'])('Node %s is too old', (version) => {
  expect(nodeVersionProblem(version)).toContain(`this is Node ${version}`)
})

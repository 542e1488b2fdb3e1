/** A slip on the command line costs one line and a suggestion; help lists the verbs by what they are for. */
import { expect, test } from 'vitest'
import { sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { openStage, type Stage } from './support/stage.ts'

function shell(stage: Stage, ...args: string[]) {
  return retake(args, { cwd: stage.folder, environment: stage.environment }).ended
}

test.each([
  [['rum', 'S1'], "error Unknown command 'rum'.\nnext  Did you mean run?\n"],
  [['run', 'S1', '--node', '1'], "error Unknown option '--node'.\nnext  Did you mean --nodes?\n"],
  [['run'], "error Missing required argument 'file'.\nnext  Run it with --help to see what it takes.\n"],
  [['errors', 'T1'], /^error There is no workflow "T1" .*\nnext {2}Did you mean S1-V0-1\.nbflow\?\n$/],
  [
    ['why', 'S1', '17'],
    /^error No generation, gate or prompt has the address "17"\.\nnext {2}Nearest: .*11 \(Scene 01 image\)/,
  ],
  [
    ['run', 'S1', '--backend', 'glab'],
    /^error There is no backend "glab"\.\nnext {2}Use one of: glabs, sketch\.\n$/,
  ],
])('retake %j is told what was meant', async (args, expected) => {
  const stage = await openStage({ files: sceneFiles(1) })
  const { exitCode, stdout, stderr } = await shell(stage, ...args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  if (typeof expected === 'string') expect(stderr).toBe(expected)
  else expect(stderr).toMatch(expected)
})

test('help lists every verb once, in its group, with an example', async () => {
  const stage = await openStage()
  const { exitCode, stdout } = await shell(stage, '--help')
  expect(exitCode).toBe(0)
  const [, everyDay = '', versions = '', upkeep = ''] = stdout.split(/^(?:Every day|Versions|Upkeep):/m)
  const verbs = (text: string) => [...text.matchAll(/^ {2}([a-z]+)/gm)].map(([, verb]) => verb)
  expect(verbs(everyDay)).toEqual([
    ...['run', 'regen', 'edit', 'retry', 'approve', 'reject', 'undo'],
    ...['plan', 'show', 'why', 'errors', 'broll', 'mirror', 'ledger'],
  ])
  expect(verbs(versions)).toEqual(['bump', 'graduate', 'restore', 'diff', 'log'])
  expect(verbs(upkeep)).toEqual(['check', 'doctor', 'fsck', 'gc', 'sim', 'demo', 'help'])
  for (const verb of [...verbs(everyDay), ...verbs(versions), ...verbs(upkeep)].filter(
    (name) => name !== 'help',
  )) {
    expect(stdout, verb).toMatch(new RegExp(`^ +retake ${verb}\\b`, 'm'))
  }
})

test('a file with hundreds of errors shows the first of them, and does not push it out of sight', async () => {
  const stage = await openStage()
  const nodes = Array.from({ length: 300 }, (_, at) => ({
    id: at + 1,
    type: 'nanobanana/NanobananaAPI',
    properties: {},
  }))
  const graphData = { nodes: [...nodes, ...nodes], links: [] }
  stage.write('S1-V0-1.nbflow', JSON.stringify({ tabs: [{ name: 'A', graphData }] }))
  const { exitCode, stderr } = await shell(stage, 'run', 'S1')
  expect(exitCode).toBe(3)
  expect(stderr).toMatch(/^error S1-V0-1 has \d+ errors; nothing was sent\.\n {2}A\b/)
  expect(stderr).toMatch(/\n {2}and \d+ lines more\nnext /)
  expect(stderr.split('\n').length).toBeLessThan(26)
})

/** The skill for agents: each command line in it parses, and each sentence costs the jobs that it says, at the simulator. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Command as Program } from 'commander'
import { expect, test } from 'vitest'
import { refusal } from '../../sim/fault.ts'
import { addFlags, readInput } from '../../src/cli/flags.ts'
import type { Command } from '../../src/commands/command.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { changed, nodeOf, sceneFiles } from '../stories/support/scenes.ts'
import { costOf, openStage, type Stage } from '../stories/support/stage.ts'

const SKILL = readFileSync(fileURLToPath(new URL('../../skills/retake/SKILL.md', import.meta.url)), 'utf8')
const VERBS: readonly Command[] = Object.values(COMMANDS)

/** What an operator says, and what has happened before it is said. */
const BEFORE: Readonly<Record<string, (stage: Stage) => Promise<unknown>>> = {
  'rerun the image gen for Scene 03, none of the candidates landed': runOnce,
  'the second one is good, make the clip': rolledAgain,
  'rerun nodes 14, 23, and 45 from XYZG3-V0-1.nbflow': runOnce,
  'Scene 05: white shirt in all four, make it a blue cotton t-shirt and rerun': runOnce,
  'rerun the entire workflow, most scenes need re-rolls': runOnce,
  'one candidate has six fingers, the others are fine': runOnce,
  'what failed, and fix it': async (stage) => {
    const broken = { kind: 'fail', errorCode: 500, error: 'upstream broke' } as const
    const clipFails = { when: { prompt: 'a clip of scene 4', times: 12 }, effect: broken }
    stage.sim.setFaults([refusal('forbidden mushroom'), clipFails])
    await runOnce(stage)
  },
  'use the one from before': rolledAgain,
  'generate B-roll clip 1 from Assets/XYZG3/broll/': async (stage) => {
    for (const clip of ['01', '02']) {
      stage.write(`Assets/XYZG3/broll/broll-${clip}-image.txt`, `a still of a mug, ${clip}`)
      stage.write(`Assets/XYZG3/broll/broll-${clip}-video.txt`, `a clip of a mug, ${clip}`)
    }
  },
  'take that back': async (stage) => {
    await runOnce(stage)
    await stage.call(COMMANDS.approve, { file: 'XYZG3', node: '31', slot: 2 })
  },
}

/** Fields that the skill speaks of, by verb. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  plan: ['jobs.total', 'hash'],
  show: ['generations.0.slots', 'generations.0.prompt', 'output'],
  regen: [
    ...['generations.0.status', 'generations.0.reason', 'generations.0.selected', 'errors', 'sheet'],
    ...['generations.0.candidates.0.path', 'jobs.submitted', 'receipt', 'behind.jobs'],
  ],
  edit: ['name', 'alsoChanges', 'run.receipt'],
  retry: ['needs.0.words', 'needs.0.models', 'needs.0.commands', 'behind', 'errors.0.strategy'],
  errors: ['entries.0.errorType', 'entries.0.strategy', 'entries.0.slots'],
  approve: ['next.jobs', 'receipt'],
  reject: ['next.jobs', 'liftedPick'],
  undo: ['undone.summary'],
}

test('the skill has a name, says in one line when it is meant, and is short', () => {
  expect(SKILL).toMatch(/^---\nname: retake\ndescription: .{80,1024}\n---\n/)
  expect(SKILL.split('\n').length).toBeLessThan(250)
})

test('every command line in the skill is one that the shell takes', () => {
  const lines = [...SKILL.matchAll(/^(retake .+?)(?: +#.*)?$|`(retake [^`]+)`/gm)]
  expect(lines.length).toBeGreaterThan(25)
  for (const [, fenced, inline = ''] of lines) expect(parsed(fenced ?? inline).input, fenced).toBeDefined()
})

test('every sentence of an operator is in the skill, and no other', () => {
  expect(sections().map(({ said }) => said)).toEqual(Object.keys(BEFORE))
})

test.each(sections())('$said costs the jobs that the skill says', async ({ said, lines }) => {
  const stage = await openStage({ files: exampleFiles() })
  await BEFORE[said]!(stage)
  expect(lines.length).toBeGreaterThan(0)
  for (const { line, jobs } of lines) {
    const { command, input } = parsed(line)
    const { answer, paid } = await costOf(stage, () => stage.call(command, input))
    expect(paid, line).toBe(jobs)
    for (const field of FIELDS[command.name] ?? []) expect(answer, `${line}: ${field}`).toHaveProperty(field)
    const { exitCode = 0 } = answer as { exitCode?: number }
    expect(exitCode, line).toBe(command === COMMANDS.retry ? 1 : 0)
  }
})

test('every field that the skill speaks of is called so in the answers', () => {
  const names = Object.values(FIELDS).flatMap((fields) => fields.map((field) => field.split('.').at(-1)!))
  for (const name of names) expect(SKILL).toContain(name)
})

async function runOnce(stage: Stage): Promise<void> {
  await stage.run('XYZG3')
}

async function rolledAgain(stage: Stage): Promise<void> {
  await runOnce(stage)
  await stage.call(COMMANDS.regen, { file: 'XYZG3', nodes: ['31'] })
}

/** Five scenes as the skill describes them. */
function exampleFiles() {
  const { 'S1-V0-1.nbflow': text, ...others } = sceneFiles(5)
  const dressed = changed(text, (file) => {
    nodeOf(file, 20).properties.text = 'a still of scene 2, a tin with a forbidden mushroom'
    nodeOf(file, 50).properties.text = 'a still of scene 5, she wears a white shirt'
  })
  return { ...others, 'XYZG3-V0-1.nbflow': dressed }
}

/** The quoted sentences, each with the command lines below it. */
function sections() {
  return SKILL.split(/^### /m)
    .slice(1)
    .map((section) => ({
      said: /^"(.+)"$/m.exec(section)![1]!,
      lines: [...section.matchAll(/^(retake .+?) +# (\d+) jobs$/gm)].map(([, line, jobs]) => ({
        line: line!,
        jobs: Number(jobs),
      })),
    }))
}

/** As the shell reads it. */
function parsed(line: string) {
  const [, verb, ...words] = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)
  const command = VERBS.find(({ name, aliases = [] }) => name === verb || aliases.includes(verb!))
  if (command === undefined) throw new Error(`There is no verb "${verb}": ${line}`)
  const program = new Program().exitOverride().configureOutput({ writeErr: () => {} })
  addFlags(program, command)
  program.option('--json').option('--quiet').parse(words, { from: 'user' })
  return { command, input: readInput(program, command) }
}

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { node, smallProject } from './smallProject.ts'

/** A program that says how it was called; its import shows that `.ts` became `.js`. */
const sayingMain = {
  'src/cli/main.ts': [
    '/** Says how it was called. */',
    "import { greeting } from '../greeting.ts'",
    'console.log(JSON.stringify([greeting, ...process.argv.slice(2)]), process.cwd())',
    'process.exitCode = 7',
    '',
  ].join('\n'),
  'src/greeting.ts': "/** A word. */\nexport const greeting: string = 'hello'\n",
}

test('npm start builds a fresh clone, runs the demo, and ends with its exit code', async () => {
  const folder = smallProject(sayingMain)
  const started = await node(['scripts/start.mjs'], { directory: folder })
  expect(started).toEqual({ exitCode: 7, stdout: `["hello","demo"] ${folder}\n`, stderr: 'Building …\n' })
})

test('npm start -- FILE runs that file from where the user stands, without building again', async () => {
  const folder = smallProject(sayingMain)
  await node(['scripts/build.mjs'], { directory: folder })
  const where = join(folder, 'src')
  const started = await node(['scripts/start.mjs', 'ABC', '--json'], {
    directory: folder,
    environment: { npm_lifecycle_event: 'start', INIT_CWD: where },
  })
  expect(started).toEqual({ exitCode: 7, stdout: `["hello","run","ABC","--json"] ${where}\n`, stderr: '' })
})

test('a changed, added or removed source is built before it is run', async () => {
  const folder = smallProject(sayingMain)
  const isBuiltAgain = async () => (await node(['scripts/start.mjs'], { directory: folder })).stderr !== ''
  expect(await isBuiltAgain()).toBe(true)
  expect(await isBuiltAgain()).toBe(false)
  writeFileSync(join(folder, 'src/greeting.ts'), "/** A word. */\nexport const greeting: string = 'bye'\n")
  expect(await isBuiltAgain()).toBe(true)
  writeFileSync(join(folder, 'src/more.ts'), '/** More. */\nexport {}\n')
  expect(await isBuiltAgain()).toBe(true)
  rmSync(join(folder, 'src/more.ts'))
  expect(await isBuiltAgain()).toBe(true)
  expect(await isBuiltAgain()).toBe(false)
})

test('a program that does not compile is not started, and is tried again next time', async () => {
  const folder = smallProject({ ...sayingMain, 'src/greeting.ts': 'export const greeting: number = "no"\n' })
  for (const attempt of [1, 2]) {
    const started = await node(['scripts/start.mjs'], { directory: folder })
    expect(started.stdout, `attempt ${attempt}`).toBe('')
    expect(started.stderr).toContain("src/greeting.ts(1,14): error TS2322: Type 'string' is not assignable")
    expect(started.exitCode).not.toBe(0)
  }
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s reaches the program, which ends in its own way',
  async (signal) => {
    const folder = smallProject({
      'src/cli/main.ts': [
        '/** Waits for a signal. */',
        'let count = 0',
        `process.on('${signal}', () => {`,
        "  console.log('signals', ++count)",
        '  clearInterval(waiting)',
        '  process.exitCode = 3',
        '})',
        'const waiting = setInterval(() => {}, 1000)',
        "console.log('waiting')",
        '',
      ].join('\n'),
    })
    let isSent = false
    const started = await node(['scripts/start.mjs'], {
      directory: folder,
      onOutput: (stdout, kill) => {
        if (isSent || !stdout.includes('waiting')) return
        isSent = true
        kill(signal)
      },
    })
    expect(started).toMatchObject({ exitCode: 3, stdout: 'waiting\nsignals 1\n' })
  },
)

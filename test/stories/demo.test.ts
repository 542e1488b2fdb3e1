/** `retake demo`: an operator's day acted out. What it prints can be typed as it stands, from where the reader stands. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Ended, ROOT, retake, startNode } from './support/shell.ts'

const IMPATIENT_MS = 180_000

/** Verb, what follows the file, and what it sends: 0 where it says nothing of money. */
const TYPED = [
  ['approve', 'scene 03 image 2', 0],
  ['run', '', 4],
  ['undo', '', 0],
  ['regen', 'scene 01 image --slots 2,4', 2],
  ['show', '', 0],
  ['plan', '', 0],
  ['log', '', 0],
  ['run', '--backend sketch', 0],
] as const

test(
  'the demo reruns what did not land, counts as the simulator counts, and every command that it prints works verbatim',
  async () => {
    const demo = retake(['demo'], { cwd: ROOT })
    const printed = await demo.said('stays up until Ctrl-C')
    expect(receiptsIn(printed)).toEqual([37, 4, 4, 4, 0])
    expect(rowsOfCosts(printed)).toEqual([37, 4, 4, 4, 0, 49].map((jobs) => [jobs, jobs]))
    expect(printed).toContain('Equal: the simulator accepted 49 jobs, and Retake wrote down 49.')
    expect(await acceptedBy(printed)).toBe(49)
    const folder = join(ROOT, 'demo')
    for (const name of ['TEAS1-V0-3.nbflow', 'backups/TEAS1-V0-1.nbflow', 'backups/TEAS1-V0-2.nbflow']) {
      expect(existsSync(join(folder, name)), name).toBe(true)
    }
    expect(existsSync(join(folder, 'errors.json'))).toBe(false)
    const sheet = readFileSync(join(ROOT, /^ {2}(\S+\.html)$/m.exec(printed)![1]!), 'utf8')
    expect(sheet.match(/<section class="earlier">/g)).toHaveLength(2)
    await typeAll(printed)
    demo.child.kill('SIGINT')
    expect(await demo.ended).toMatchObject({ exitCode: 0, signal: null })
  },
  IMPATIENT_MS,
)

test(
  'Ctrl-C in the middle of it ends it: no further act begins, and nothing is left running',
  async () => {
    const demo = retake(['demo'], { cwd: ROOT })
    const begun = await demo.said('regen demo/TEAS1')
    demo.child.kill('SIGINT')
    const { exitCode, signal, stdout } = await demo.ended
    expect({ exitCode, signal }).toEqual({ exitCode: 0, signal: null })
    expect(stdout).not.toContain('3 of 5')
    expect(stdout).not.toContain('What it cost')
    await expect(acceptedBy(begun)).rejects.toThrow()
  },
  IMPATIENT_MS,
)

async function typeAll(printed: string): Promise<void> {
  const all = [...printed.matchAll(/^ {2}node (.+)$/gm)].map(([, rest]) => wordsOf(rest!))
  const lines = all.filter((words) => !words.includes('--torture'))
  const torture = all.filter((words) => words.includes('--torture'))
  expect(lines.map(([, verb, , ...rest]) => [verb, rest.join(' ')])).toEqual(
    TYPED.map(([verb, rest]) => [verb, rest]),
  )
  for (const [at, words] of lines.entries()) {
    const before = await acceptedBy(printed)
    const ended: Ended = await startNode(words, { cwd: ROOT }).ended
    expect(ended, words.join(' ')).toMatchObject({ exitCode: 0 })
    expect((await acceptedBy(printed)) - before, words.join(' ')).toBe(TYPED[at]![2])
  }
  expect(torture).toHaveLength(1)
  const { stdout } = await startNode([...torture.flat(), '--kills', '2'], { cwd: ROOT }).ended
  expect(stdout).toContain('0 candidates lost, 0 jobs paid twice.')
}

/** As a shell would take the line apart. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word)
}

function receiptsIn(printed: string): number[] {
  return [...printed.matchAll(/^paid (\d+) · reused/gm)].map(([, jobs]) => Number(jobs))
}

/** The simulator's number and ours, row by row. */
function rowsOfCosts(printed: string): number[][] {
  const table = printed.slice(printed.indexOf('What it cost'))
  return [...table.matchAll(/^ +(\d+) +(\d+) {2}/gm)].map(([, there, here]) => [Number(there), Number(here)])
}

async function acceptedBy(printed: string): Promise<number> {
  const [, url] = /G-Labs at (http:\S+)/.exec(printed)!
  const answer = (await (await fetch(`${url}/sim/ledger`)).json()) as { accepted: number }
  return answer.accepted
}

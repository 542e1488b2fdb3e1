/** Account tabs: the same prompt, other avatars. A picture tells by its own bytes whose avatar it was made of. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'
import { plainStill } from '../../../sim/plainPictures.ts'
import { openDatabase } from '../../../src/store/database.ts'
import { gate, image, prompt, reference, workflowValue } from '../../workflow/buildWorkflow.ts'
import { retake } from './shell.ts'
import { openStage, type Stage, withApp } from './stage.ts'

const FILE = 'ACCT1-V0-1.nbflow'
export const PROMPT = 'She lifts the cup with both hands and looks into the camera, smiling.'

/** One tab for each prompt, with an avatar of its own; one generation in each. */
export function openAccounts(
  prompts: readonly string[],
  { outputCount = 1, ids = 'random' as 'random' | 'counted' } = {},
): Promise<Stage> {
  const tabs = prompts.map((text, at) => ({
    name: `Account ${at + 1}`,
    nodes: [reference(1, `avatar-${at + 1}.png`), prompt(10, text), image(11, { outputCount }), gate(12)],
    links: ['10 > 11.0', '1 > 11.1', '11 > 12.0'],
  }))
  const avatars = prompts.map((_, at) => [`avatar-${at + 1}.png`, avatar(at + 1)] as const)
  const files = {
    [FILE]: `${JSON.stringify(workflowValue(...tabs), null, 2)}\n`,
    ...Object.fromEntries(avatars),
  }
  return openStage({ sim: { upMs: 3_600_000, ids }, files })
}

export function avatar(account: number): Uint8Array {
  return plainStill({ aspectRatio: '1:1' }, `a${account}c0de`)
}

/** Runs the built command in a process of its own, and kills it as soon as that holds. */
export async function killRun(stage: Stage, when: () => boolean | Promise<boolean>): Promise<void> {
  const args = ['run', FILE, '--concurrency', '8', '--quiet']
  const run = retake(args, { cwd: stage.folder, environment: stage.environment })
  await Promise.race([
    vi.waitUntil(when, { timeout: 25_000, interval: 10 }),
    run.ended.then(({ stdout, stderr }) => Promise.reject(new Error(`It has ended:\n${stdout}\n${stderr}`))),
  ])
  run.child.kill('SIGKILL')
  await run.ended
  stage.sim.release()
  stage.sim.setFaults([])
}

/** The same command again: how many tasks the service has by then, what our ledger marks, whose pictures there are. */
export async function runAgain(stage: Stage) {
  const { exitCode, generations } = await stage.run(FILE)
  const jobs = await jobsIn(stage)
  const pictures = generations.map(({ candidates }) => candidates.map(({ sha256 }) => sha256!))
  return {
    exitCode,
    paid: stage.paid(),
    unknown: jobs.filter(({ state, mayHaveBeenPaid }) => state === 'unknown' && mayHaveBeenPaid === 1).length,
    accounts: await accountsOf(stage, pictures),
    different: new Set(pictures.flat()).size,
  }
}

/** For each generation the accounts whose avatars its candidates were made of. */
function accountsOf(stage: Stage, pictures: readonly (readonly string[])[]): Promise<number[][]> {
  const accountOf = new Map(
    [1, 2, 3, 4, 5].map((account) => [createHash('sha256').update(avatar(account)).digest('hex'), account]),
  )
  return withApp(stage.folder, stage.environment, async (app) => {
    const vault = (await app.project(stage.folder)).vault()
    return pictures.map((hashes) =>
      hashes.map((sha256) => {
        const bytes = readFileSync(vault.path(sha256), 'latin1')
        const [, hash = ''] = /Comment\0[0-9a-f]{8} ([0-9a-f]{64})/.exec(bytes) ?? []
        return accountOf.get(hash) ?? 0
      }),
    )
  })
}

export async function jobsIn({ folder }: Stage) {
  const database = openDatabase(join(folder, '.retake', 'retake.db'))
  try {
    return await database.query.selectFrom('job').selectAll().execute()
  } finally {
    database.close()
  }
}

// The plain script under the same kills: until it comes to its end, however often it is killed before.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sceneWorkflow } from '../workflows.mjs'
import { killAtWork, latencyMs } from './killRuns.mjs'
import { startService } from './service.mjs'
import { start } from './victim.mjs'

const script = fileURLToPath(new URL('./plainScriptRun.mjs', import.meta.url))

/**
 * @param {{ kills: number, scenes: number, candidates: number, mostMs: number, avatar: Uint8Array }} options
 * @returns {Promise<{ kills: number, needed: number, accepted: number }>}
 */
export async function killPlainScript({ kills, scenes, candidates, mostMs, avatar }) {
  const root = mkdtempSync(join(tmpdir(), 'retake-kills-'))
  const service = await startService(join(root, 'ledger.jsonl'), { latencyMs, width: 3 })
  const file = join(root, 'project', 'KILL1-V0-1.nbflow')
  try {
    mkdirSync(join(root, 'project', 'plain'), { recursive: true })
    writeFileSync(file, JSON.stringify(sceneWorkflow(scenes, { outputCount: candidates })))
    writeFileSync(join(root, 'project', 'avatar.png'), avatar)
    const needed = scenes * 2 * candidates
    for (let killed = 0; ; killed += 1) {
      const victim = start([script, file, service.url], { cwd: root })
      const death = killed < kills ? killAtWork(victim, service, mostMs) : null
      const { exitCode } = await victim.ended
      await death
      if (exitCode !== null) return { kills: killed, needed, accepted: service.accepted().length }
    }
  } finally {
    service.end()
    rmSync(root, { recursive: true, force: true, maxRetries: 3 })
  }
}

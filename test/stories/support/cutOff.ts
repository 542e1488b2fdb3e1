/** A run that is interrupted while the service holds what it was sent: handles are on disk, results are still to come. */
import { vi } from 'vitest'
import { COMMANDS } from '../../../src/commands/list.ts'
import type { RunInput } from '../../../src/commands/runInput.ts'
import type { RunReport } from '../../../src/commands/runReport.ts'
import { type Stage, withApp } from './stage.ts'

/** @param count how many handles are waited for */
export async function cutWithHandles(
  { folder, environment }: Stage,
  input: RunInput,
  count: number,
): Promise<RunReport> {
  const stop = new AbortController()
  const work = (app: Parameters<typeof COMMANDS.run.run>[0]) => COMMANDS.run.run(app, input, () => {})
  const running = withApp(folder, environment, work, { signal: stop.signal })
  const handles = async () => {
    const { jobs } = await withApp(folder, environment, (app) => COMMANDS.ledger.run(app, {}, () => {}))
    return jobs.filter(({ handle }) => handle !== null).length
  }
  await vi.waitUntil(async () => (await handles()) === count, { timeout: 20_000 })
  stop.abort()
  return running
}

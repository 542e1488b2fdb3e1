/** Whether outputs can be written, found out before anything is paid for. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RetakeError } from '../errors.ts'
import { refuseLinkOut } from './refuseLinkOut.ts'

/** As long as the longest name that a run writes for a workflow of that name. */
const LONGEST_ENDING = '-generated-20261231-235959.nbflow'
/** Less has no room for any output. */
const PROBE_BYTES = 16 * 1024

/**
 * @param project what a link among the outputs may lead into
 * @throws RetakeError `usage` when a file of the workflow cannot be written there
 */
export function probeFolder(folder: string, workflowName: string, project: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    refuseLinkOut(join(folder, `${workflowName}-media`), [project, folder])
    const probe = join(folder, `.${workflowName}${LONGEST_ENDING}.probe`)
    try {
      writeFileSync(probe, Buffer.alloc(PROBE_BYTES))
    } finally {
      rmSync(probe, { force: true })
    }
  } catch (error) {
    if (error instanceof RetakeError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new RetakeError('usage', `Outputs cannot be written to ${folder}: ${reason}.`, {
      next: 'Make it writable, shorten the name, or choose another folder with --out. Nothing was sent.',
      cause: error,
    })
  }
}

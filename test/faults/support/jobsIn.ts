/** What a store that another process is at has committed so far. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'

/** How many jobs of a store are in a state; 0 before there is a store. */
export function jobsIn(folder: string, state: 'intent' | 'sent' | 'done'): number {
  const file = join(folder, '.retake', 'retake.db')
  if (!existsSync(file)) return 0
  const raw = new LibsqlDatabase(file)
  try {
    raw.exec('PRAGMA busy_timeout = 5000')
    const hasTables = raw.prepare("SELECT 1 FROM sqlite_master WHERE name = 'job'").get() !== undefined
    if (!hasTables) return 0
    const row = raw.prepare('SELECT count(*) AS jobs FROM job WHERE state = ?').get(state)
    return (row as { jobs: number }).jobs
  } finally {
    raw.close()
  }
}

/** A store as a killed process leaves it: what is on its disk at this moment. */
import { cpSync, mkdirSync } from 'node:fs'

/** The memory that readers share is none of it: who opens the copy makes its own. */
export function copyStore(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('-shm') })
}

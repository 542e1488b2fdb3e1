/** A store as a killed process leaves it: what is on its disk at this moment. */
import { cpSync, mkdirSync } from 'node:fs'

/** What is arriving may be gone before it is copied; the memory that readers share is made by whoever opens the copy. */
export function copyStore(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  cpSync(from, to, { recursive: true, filter: (path) => !/-shm$|[\\/]incoming[\\/]/.test(path) })
}

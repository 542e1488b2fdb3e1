/** The variables that Retake reads, each with where it was set: the environment, or one of the `.env` files under it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Origin } from './settings.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Variable {
  readonly text: string
  readonly origin: Origin
}

/**
 * By name. An empty variable counts as not set.
 * @param dotenvFolders folders that may hold a `.env`; the first that sets a variable wins
 */
export async function readVariables(
  names: readonly string[],
  environment: Environment,
  dotenvFolders: readonly string[],
): Promise<Map<string, Variable>> {
  const variables = new Map<string, Variable>()
  const take = (values: Environment, originOf: (variable: string) => Origin) => {
    for (const name of names) {
      const text = values[name]
      if (text && !variables.has(name)) variables.set(name, { text, origin: originOf(name) })
    }
  }
  take(environment, (variable) => ({ from: 'environment', variable }))
  for (const folder of dotenvFolders) {
    const path = join(folder, '.env')
    if (existsSync(path)) take(await readDotenv(folder), (variable) => ({ from: '.env', variable, path }))
  }
  return variables
}

async function readDotenv(folder: string): Promise<Environment> {
  const { loadDotenv } = await import('c12')
  return loadDotenv({ cwd: folder, env: {} })
}

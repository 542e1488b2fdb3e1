/** The config file: the nearest one upward, and what is in it. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { RetakeError } from '../errors.ts'

const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `retake.config.${ending}`)

export function nearestConfig(start: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of CONFIG_NAMES) if (existsSync(join(folder, name))) return join(folder, name)
    if (folder === dirname(folder)) return null
  }
}

export async function readConfig(file: string): Promise<Record<string, unknown>> {
  try {
    // Modules are cached for the life of a process; a door that stays open has to see a config that was edited.
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8'))
    const { loadConfig: load } = await import('c12')
    const { config } = await load({
      cwd: dirname(file),
      configFile: file,
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
    })
    return config ?? {}
  } catch (error) {
    throw new RetakeError(
      'usage',
      `${file} cannot be read: ${error instanceof Error ? error.message : error}.`,
      {
        next: 'Correct the file; docs/CONFIG.md lists what it may hold.',
        cause: error,
      },
    )
  }
}

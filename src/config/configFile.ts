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
    if (file.endsWith('.json')) return settingsIn(JSON.parse(withoutMark(await readFile(file, 'utf8'))))
    const { loadConfig: load } = await import('c12')
    const { config } = await load({
      cwd: dirname(file),
      configFile: file,
      rcFile: false,
      globalRc: false,
      packageJson: false,
      dotenv: false,
    })
    return settingsIn(config ?? {})
  } catch (error) {
    const next = 'Correct the file; docs/CONFIG.md lists what it may hold.'
    const message = `${file} cannot be read: ${withoutQuote(error)}.`
    throw new RetakeError('usage', message, error instanceof SyntaxError ? { next } : { next, cause: error })
  }
}

function settingsIn(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new Error('it holds no settings, which stand in an object: { … }')
}

/** Some editors begin a file with a byte order mark. */
function withoutMark(text: string): string {
  return text.replace(/^\ufeff/, '')
}

/** A message about wrong JSON quotes what stands there, which may be a key. */
function withoutQuote(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return error instanceof SyntaxError
    ? message.replace(/, (\.{3})?".*$/s, ' stands where it cannot')
    : message
}

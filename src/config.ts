/** What a user may set: `retake.config.*`, the environment and `.env`, in one schema. Keys come from the environment only. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { RetakeError } from './errors.ts'

const SECOND_MS = 1_000
const MEGABYTE = 1_000_000

const milliseconds = z.number().int().min(0)

const CONFIG = z.strictObject({
  backend: z.string().default('glabs').describe('Name of the backend that generates.'),
  glabsUrl: z.url().default('http://127.0.0.1:8765').describe('Where G-Labs answers.'),
  concurrency: z.number().int().min(1).max(64).default(3).describe('Jobs at once.'),
  out: z.string().optional().describe('Folder of the outputs, relative to the config file.'),
  gates: z.enum(['auto', 'hold']).default('auto').describe('What a gate without an approved pick does.'),
  confirmAbove: z.number().int().min(0).optional().describe('Ask before more jobs than this are sent.'),
  prices: z
    .record(z.string(), z.number().min(0))
    .default({})
    .describe('US dollars a job, by model, or by "image" and "video".'),
  allowHosts: z.array(z.string()).default([]).describe('Private hosts that references may name.'),
  references: z
    .strictObject({
      allowOutside: z.boolean().default(false),
      maxBytes: z
        .number()
        .int()
        .min(1)
        .default(50 * MEGABYTE),
      timeoutMs: milliseconds.default(30 * SECOND_MS),
    })
    .prefault({}),
  media: z
    .strictObject({
      maxBytes: z
        .number()
        .int()
        .min(1)
        .default(2_000 * MEGABYTE),
      timeoutMs: milliseconds.default(300 * SECOND_MS),
    })
    .prefault({}),
  poll: z
    .strictObject({ minMs: milliseconds.default(100), maxMs: milliseconds.default(4 * SECOND_MS) })
    .prefault({}),
  retry: z
    .strictObject({
      baseMs: milliseconds.default(2 * SECOND_MS),
      coolDownMs: milliseconds.default(15 * SECOND_MS),
    })
    .prefault({}),
  waitMs: milliseconds.default(120 * SECOND_MS).describe('How long to wait for a backend that dropped off.'),
})

export type Config = z.infer<typeof CONFIG> & {
  /** The folder of the config file, or null without one. */
  readonly folder: string | null
  /** `RETAKE_STORE`. */
  readonly store: string | undefined
  /** `GLABS_API_KEY`. */
  readonly glabsApiKey: string | undefined
}

const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'json'].map((ending) => `retake.config.${ending}`)

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The settings for workflows in a folder: the nearest config upward, over it the environment, under it `.env` of the
 * config's folder (or the current one).
 */
export async function loadConfig(folder: string, cwd: string, environment: Environment): Promise<Config> {
  const found = nearestConfig(resolve(folder))
  const file = found === null ? {} : await readConfig(found)
  const variables = {
    ...(await readDotenv(cwd)),
    ...(found && (await readDotenv(dirname(found)))),
    ...defined(environment),
  }
  const fromEnvironment = {
    ...(variables.GLABS_URL && { glabsUrl: variables.GLABS_URL }),
    ...(variables.RETAKE_BACKEND && { backend: variables.RETAKE_BACKEND }),
    ...(variables.RETAKE_ALLOW_HOSTS && {
      allowHosts: variables.RETAKE_ALLOW_HOSTS.split(',').map((host) => host.trim()),
    }),
  }
  const parsed = CONFIG.safeParse({ ...file, ...fromEnvironment })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = found ?? 'the environment'
    const field = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.')
    throw new RetakeError('usage', `${where}: "${field}" is not valid: ${issue?.message}.`, {
      next: 'Correct it, or take it out to have the default.',
    })
  }
  return {
    ...parsed.data,
    folder: found === null ? null : dirname(found),
    store: variables.RETAKE_STORE,
    glabsApiKey: variables.GLABS_API_KEY,
  }
}

function nearestConfig(start: string): string | null {
  for (let folder = start; ; folder = dirname(folder)) {
    for (const name of CONFIG_NAMES) if (existsSync(join(folder, name))) return join(folder, name)
    if (folder === dirname(folder)) return null
  }
}

async function readConfig(file: string): Promise<Record<string, unknown>> {
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

async function readDotenv(folder: string): Promise<Record<string, string>> {
  if (!existsSync(join(folder, '.env'))) return {}
  const { loadDotenv } = await import('c12')
  return defined(await loadDotenv({ cwd: folder, env: {} }))
}

function defined(variables: Environment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      value === undefined || value === '' ? [] : [[name, value]],
    ),
  )
}

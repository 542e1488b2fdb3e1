/** What a user may set: `retake.config.*`, the environment and `.env`, in one schema. */
import { dirname, resolve } from 'node:path'
import type { z } from 'zod'
import { type InstanceSettings, instancesOf, keyVariables } from './config/backendSettings.ts'
import { nearestConfig, readConfig } from './config/configFile.ts'
import { MIRROR_VARIABLES, type MirrorSettings, mirrorSettings } from './config/mirrorSettings.ts'
import { CONFIG } from './config/schema.ts'
import { type Origin, type Setting, settingsOf, shownValue, valueAt } from './config/settings.ts'
import { type Environment, readVariables, type Variable } from './config/variables.ts'
import { RetakeError } from './errors.ts'

export type Config = Omit<z.infer<typeof CONFIG>, 'backends'> & {
  /** Several instances in place of the one at `glabsUrl`; empty where there is only that. */
  readonly backends: readonly InstanceSettings[]
  /** The folder of the config file, or null without one. */
  readonly folder: string | null
  /** `RETAKE_STORE`. */
  readonly store: string | undefined
  /** `GLABS_API_KEY`. */
  readonly glabsApiKey: string | undefined
  /** Where public copies go. */
  readonly mirrorTo: MirrorSettings
  /** All of the above with their origins, fit to be shown: a key is `set` or `not set`. */
  readonly settings: readonly Setting[]
}

/** The variable that stands in place of a field. */
const VARIABLES: Readonly<Record<string, string>> = {
  backend: 'RETAKE_BACKEND',
  glabsUrl: 'GLABS_URL',
  allowHosts: 'RETAKE_ALLOW_HOSTS',
  store: 'RETAKE_STORE',
  glabsApiKey: 'GLABS_API_KEY',
}

const DEFAULT: Origin = { from: 'default' }

/**
 * The settings for workflows in a folder: the nearest config upward, over it the environment, under it `.env` of the
 * config's folder (or the current one).
 * @throws RetakeError `usage`, naming what is not valid and where it was set
 */
export async function loadConfig(folder: string, cwd: string, environment: Environment): Promise<Config> {
  const path = nearestConfig(resolve(folder))
  const file = path === null ? {} : await readConfig(path)
  const dotenvFolders = path === null ? [cwd] : [dirname(path), cwd]
  const names = [...Object.values(VARIABLES), ...MIRROR_VARIABLES, ...keyVariables(file)]
  const set = await readVariables(names, environment, dotenvFolders)
  const variableOf = (field: string) => set.get(VARIABLES[field] ?? '')
  const originOf = (field: string): Origin => {
    const variable = variableOf(field)
    if (variable !== undefined) return variable.origin
    const isInFile = valueAt(file, field.split('.')) !== undefined
    return path !== null && isInFile ? { from: 'config file', path } : DEFAULT
  }
  const parsed = CONFIG.safeParse({ ...file, ...overridden(variableOf) })
  if (!parsed.success) throw notValid(parsed.error, path, originOf)
  const [store, key] = [variableOf('store'), variableOf('glabsApiKey')]
  const { concurrency } = parsed.data
  return {
    ...parsed.data,
    backends: instancesOf(
      parsed.data.backends,
      { apiKey: key?.text, concurrency },
      (name) => set.get(name)?.text,
    ),
    folder: path === null ? null : dirname(path),
    store: store?.text,
    glabsApiKey: key?.text,
    mirrorTo: mirrorSettings(set),
    settings: [
      ...settingsOf(parsed.data, originOf),
      { field: 'store', value: store?.text ?? null, origin: originOf('store') },
      { field: 'glabsApiKey', value: key === undefined ? 'not set' : 'set', origin: originOf('glabsApiKey') },
      ...MIRROR_VARIABLES.flatMap((name) => mirrorSetting(name, set.get(name))),
    ],
  }
}

/** Only what is set: whoever has no mirror need not read about it. */
function mirrorSetting(name: string, variable: Variable | undefined): Setting[] {
  if (variable === undefined) return []
  const isSecret = /KEY|SECRET|TOKEN/.test(name)
  return [{ field: name, value: isSecret ? 'set' : shownValue(variable.text), origin: variable.origin }]
}

/** The fields of the config file that a variable sets. */
function overridden(variableOf: (field: string) => Variable | undefined): Record<string, unknown> {
  const [backend, glabsUrl, hosts] = ['backend', 'glabsUrl', 'allowHosts'].map(variableOf)
  return {
    ...(backend && { backend: backend.text }),
    ...(glabsUrl && { glabsUrl: glabsUrl.text }),
    ...(hosts && { allowHosts: hosts.text.split(',').map((host) => host.trim()) }),
  }
}

function notValid(error: z.ZodError, path: string | null, originOf: (field: string) => Origin): RetakeError {
  const [issue] = error.issues
  const field = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '')
  return new RetakeError(
    'usage',
    `${placeOf(field, path, originOf(field))} is not valid: ${issue?.message}.`,
    {
      next: 'Correct it, or take it out to have the default.',
    },
  )
}

function placeOf(field: string, path: string | null, origin: Origin): string {
  switch (origin.from) {
    case 'environment':
      return `${origin.variable} in the environment`
    case '.env':
      return `${origin.variable} in ${origin.path}`
    case 'config file':
    case 'default':
      return `${path}: "${field}"`
  }
}

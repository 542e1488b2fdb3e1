/** Several instances of a service side by side, as `backends` in the config file names them, each with its key. */
import { z } from 'zod'
import { WEB_ADDRESS } from './webAddress.ts'

/** What stands for another thing than an instance. */
const RESERVED = ['sketch', 'adopted']

const INSTANCE = z.strictObject({
  name: z
    .string()
    .regex(/^[\w-]+$/, 'it may hold letters, digits, "-" and "_"')
    .refine((name) => !RESERVED.includes(name), { error: 'this name has another meaning' }),
  type: z.enum(['glabs']),
  url: WEB_ADDRESS,
  key: z.string().min(1, 'it must be a key, or "env:" and the variable that holds it').optional(),
  concurrency: z.number().int().min(1).max(64).optional(),
})

export const BACKENDS = z
  .array(INSTANCE)
  .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
    error: 'two have the same name',
  })
  // Each would take the other's jobs for its own after a crash.
  .refine((all) => new Set(all.map(({ url }) => originOf(url))).size === all.length, {
    error: 'two have the same address',
  })
  .default([])

/** One machine has several names for itself. This is asked of an address that was found to be none, too. */
function originOf(url: string): string {
  if (!URL.canParse(url)) return url
  return new URL(url).origin.replace(/\/\/(localhost|\[::1\])(?=:|$)/, '//127.0.0.1')
}

export interface InstanceSettings {
  readonly name: string
  readonly type: string
  readonly url: string
  readonly apiKey: string | undefined
  readonly concurrency: number
}

const IN_VARIABLE = 'env:'

/** The variables that hold keys of instances, as far as the file can be understood. */
export function keyVariables({ backends }: Readonly<Record<string, unknown>>): string[] {
  const all: readonly unknown[] = Array.isArray(backends) ? backends : []
  return all.flatMap((each) => {
    const key: unknown = typeof each === 'object' && each !== null ? Reflect.get(each, 'key') : undefined
    return typeof key === 'string' && key.startsWith(IN_VARIABLE) ? [key.slice(IN_VARIABLE.length)] : []
  })
}

/** @param variable what is set; without a key of its own, an instance has that of the service */
export function instancesOf(
  backends: z.infer<typeof BACKENDS>,
  defaults: { readonly apiKey: string | undefined; readonly concurrency: number },
  variable: (name: string) => string | undefined,
): InstanceSettings[] {
  return backends.map(({ name, type, url, key, concurrency = defaults.concurrency }) => {
    const isNamed = key?.startsWith(IN_VARIABLE) ?? false
    const apiKey = isNamed ? variable(key!.slice(IN_VARIABLE.length)) : (key ?? defaults.apiKey)
    return { name, type, url, apiKey, concurrency }
  })
}

/** Fit to be shown: the name of a variable may be seen, a key never. */
export function shownKey(key: unknown): string {
  if (typeof key !== 'string') return 'not set'
  return key.startsWith(IN_VARIABLE) ? key : 'set'
}

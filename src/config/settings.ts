/** Every setting with its value and where it came from, for people to read: secrets say only whether they are set. */
import { z } from 'zod'
import { shownKey } from './backendSettings.ts'
import { CONFIG } from './schema.ts'

export type Origin =
  | { readonly from: 'default' }
  | { readonly from: 'config file'; readonly path: string }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: '.env'; readonly variable: string; readonly path: string }

export interface Setting {
  /** As in the config file, with a dot where it is nested: `poll.minMs`. */
  readonly field: string
  /** Null where it is not set and has no default. */
  readonly value: unknown
  readonly origin: Origin
}

/** All fields that a config file may hold, in its order, with the origin that `originOf` gives. */
export function settingsOf(
  config: Readonly<Record<string, unknown>>,
  originOf: (field: string) => Origin,
): Setting[] {
  return fields().map((path) => {
    const field = path.join('.')
    return { field, value: shownValue(valueAt(config, path)), origin: originOf(field) }
  })
}

/** What is found under a path of keys; undefined where there is nothing. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const key of path) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined
  }
  return found
}

function fields(): string[][] {
  return Object.entries(CONFIG.shape).flatMap(([name, schema]) => {
    const group = schema instanceof z.ZodPrefault ? schema.unwrap() : schema
    return group instanceof z.ZodObject ? Object.keys(group.shape).map((key) => [name, key]) : [[name]]
  })
}

/** An address may carry a name and a password; a field `key` is one. */
export function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shownValue)
  if (typeof value === 'object' && value !== null) {
    const shown = ([name, inner]: [string, unknown]) => [
      name,
      name === 'key' ? shownKey(inner) : shownValue(inner),
    ]
    return Object.fromEntries(Object.entries(value).map(shown))
  }
  if (typeof value !== 'string') return value ?? null
  return value.replace(/(:\/\/)[^/@]*@/, '$1***@').replace(/(^\w+:\/\/[^?#]*)[?#].*/, '$1?***')
}

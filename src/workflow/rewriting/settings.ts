/** `name=value` for a generation node: the name must be known, the value takes the type that the file has. */
import { RetakeError } from '../../errors.ts'
import { editDistance } from '../editDistance.ts'
import type { JsonValue } from '../json.ts'
import type { Place } from '../wiring/place.ts'

export interface Setting {
  readonly name: string
  readonly value: string
}

export interface SettingChange {
  readonly tab: string
  readonly place: Place
  readonly name: string
  /** Undefined where the node had none. */
  readonly before: JsonValue | undefined
  readonly after: JsonValue
}

const KNOWN = [
  'model',
  'aspectRatio',
  'resolution',
  'timeout',
  'imageCount',
  'outputCount',
  'repeatCount',
  'veoModel',
  'mode',
  'durationSeconds',
  'negativePrompt',
  'sampleCount',
  'seed',
]
const NUMBERS = new Set(['outputCount', 'repeatCount', 'timeout', 'sampleCount', 'seed', 'imageCount'])

/** @throws RetakeError `usage` */
export function readSetting(written: string): Setting {
  const sign = written.indexOf('=')
  const name = written.slice(0, Math.max(sign, 0)).trim()
  if (name !== '') return { name, value: written.slice(sign + 1) }
  throw new RetakeError('usage', `--set "${written}" does not say what to set to what.`, {
    next: 'Write it as name=value, for example aspectRatio=16:9.',
  })
}

/**
 * What is set to what it is already is no change.
 * @throws RetakeError `usage` for an unknown name, or a value of another type than the one there
 */
export function settingChanges(tab: string, place: Place, settings: readonly Setting[]): SettingChange[] {
  const { properties } = place.node
  const last = new Map(settings.map((setting) => [setting.name, setting]))
  return [...last.values()].flatMap((setting) => {
    const { name } = setting
    refuseUnknown(setting, place)
    const before = Object.hasOwn(properties, name) ? properties[name] : undefined
    const after = typedValue(setting, before, place)
    return after === before ? [] : [{ tab, place, name, before, after }]
  })
}

function refuseUnknown({ name }: Setting, { node, label }: Place): void {
  const own = Object.keys(node.properties).filter((key) => !key.startsWith('_'))
  const known = [...new Set([...KNOWN, ...own])]
  if (known.includes(name)) return
  const [nearest] = known
    .map((one) => ({ one, distance: editDistance(one.toLowerCase(), name.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance)
  const why = name.startsWith('_')
    ? `"${name}" is kept by the editor and by Retake, and is not set by hand.`
    : `${capitalised(label)} has no "${name}", and the format knows none.`
  throw new RetakeError('usage', `${why} Nothing was written.`, {
    next: `Did you mean ${nearest?.one}? Known are ${KNOWN.join(', ')}.`,
  })
}

function typedValue({ name, value }: Setting, before: JsonValue | undefined, place: Place): JsonValue {
  if (typeof before === 'string') return value
  if (typeof before === 'boolean') {
    if (value === 'true' || value === 'false') return value === 'true'
    throw wrongType(name, value, 'true or false', place)
  }
  if (typeof before === 'object' && before !== null) {
    throw new RetakeError('usage', `${name} of ${place.label} is no single value. Nothing was written.`, {
      next: 'Change it in PatchWork.',
    })
  }
  if (typeof before !== 'number' && !NUMBERS.has(name)) return value
  const number = Number(value)
  if (/^-?\d+(\.\d+)?$/.test(value.trim()) && Number.isFinite(number)) return number
  throw wrongType(name, value, 'a number', place)
}

function wrongType(name: string, value: string, wanted: string, { label }: Place): RetakeError {
  return new RetakeError('usage', `${name} of ${label} is ${wanted}, not "${value}". Nothing was written.`, {
    next: `Say --set ${name}=${wanted === 'a number' ? 4 : 'true'}, for example.`,
  })
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A fault as somebody types it: `name[:prompt text][@nth][*times]`, or JSON. Refuses names that do not exist. */
import { z } from 'zod'
import { placeOf } from './effect.ts'
import type { Language } from './failureTexts.ts'
import { type Fault, faultSchema } from './fault.ts'
import { namedFaults } from './namedFaults.ts'

/** `problem`: what is wrong with it and what to write instead, in a sentence. */
export function parseFault(text: string, language: Language): Fault | { readonly problem: string } {
  if (text.trimStart().startsWith('{')) return parseJsonFault(text)
  const { name = '', prompt, nth, times } = written.exec(text)?.groups ?? {}
  const named = namedFaults.get(name)
  if (named === undefined) return { problem: `There is no fault "${name}". ${nearest(name)}` }
  const effect = named.effect(language)
  if (prompt !== undefined && !knowsPrompts.has(placeOf(effect))) {
    return {
      problem: `The fault "${name}" strikes every call, not those of one prompt: leave ":${prompt}" out.`,
    }
  }
  if (nth === '0' || times === '0') return { problem: `In "${text}" the count must be 1 or more.` }
  const strikes = times === undefined ? named.times : Number(times)
  const when = {
    ...(prompt !== undefined && { prompt }),
    ...(nth !== undefined && { nth: Number(nth) }),
    ...(strikes !== undefined && { times: strikes }),
  }
  return { when, effect }
}

/** The prompt text may hold anything; only what stands at the very end is a count. */
const written = /^(?<name>[^:@*]*)(?::(?<prompt>.+?))?(?:@(?<nth>\d+))?(?:\*(?<times>\d+))?$/s

const knowsPrompts: ReadonlySet<string> = new Set(['submit', 'status', 'download'])

function parseJsonFault(text: string): Fault | { readonly problem: string } {
  const example = 'Write it like {"when":{"prompt":"scene 03"},"effect":{"kind":"truncated"}}.'
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError)
      return { problem: `The fault is not JSON: ${cause.message}. ${example}` }
    throw cause
  }
  const parsed = faultSchema.safeParse(json)
  if (parsed.success) return parsed.data
  return { problem: `The fault is not understood:\n${z.prettifyError(parsed.error)}\n${example}` }
}

/** The names most like it by pairs of letters, else all. */
function nearest(name: string): string {
  const pairs = pairsOf(name)
  const likeness = (other: string) => {
    const others = pairsOf(other)
    return (2 * others.filter((pair) => pairs.includes(pair)).length) / (pairs.length + others.length)
  }
  const names = [...namedFaults.keys()]
  const alike = names.filter((other) => likeness(other) > 0.4).sort((a, b) => likeness(b) - likeness(a))
  if (alike.length === 0) return `There are: ${names.join(', ')}.`
  return `Did you mean ${alike.slice(0, 3).join(' or ')}?`
}

function pairsOf(word: string): string[] {
  return Array.from({ length: Math.max(0, word.length - 1) }, (_, at) => word.slice(at, at + 2))
}

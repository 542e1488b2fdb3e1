/** Decides for each call, in order of arrival, what happens to it. The first fault that fits counts. */
import { type Random, randomFrom } from '../src/backends/sketch/random.ts'
import { type FaultEffect, type Place, placeOf } from './effect.ts'
import type { Fault } from './fault.ts'

/** `task`: what the call is about; null where it is about none that is known. */
export interface Call {
  readonly place: Place
  readonly task: { readonly type: 'image' | 'video'; readonly prompt: string } | null
}

/** @returns what happens to a call, or null: nothing */
export function createFaults(faults: readonly Fault[]) {
  const tallies = faults.map((fault): Tally => {
    return { fault, matched: 0, struck: 0, chance: randomFrom(fault.when.seed ?? 1) }
  })
  return (call: Call): FaultEffect | null => {
    const tally = tallies.find((one) => fits(one.fault, call) && strikes(one))
    return tally?.fault.effect ?? null
  }
}

interface Tally {
  readonly fault: Fault
  readonly chance: Random
  matched: number
  struck: number
}

function fits({ when, effect }: Fault, { place, task }: Call): boolean {
  const at = placeOf(effect)
  if (at !== place && at !== 'anything') return false
  if (when.type !== undefined && when.type !== task?.type) return false
  return when.prompt === undefined || (task?.prompt.includes(when.prompt) ?? false)
}

function strikes(tally: Tally): boolean {
  const { nth, every, rate, times } = tally.fault.when
  tally.matched += 1
  if (nth !== undefined && nth !== tally.matched) return false
  if (every !== undefined && tally.matched % every !== 0) return false
  if (rate !== undefined && tally.chance.next() >= rate) return false
  if (times !== undefined && tally.struck >= times) return false
  tally.struck += 1
  return true
}

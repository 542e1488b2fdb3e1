/**
 * Runs one target over many seeds. `RETAKE_FUZZ_RUNS` cases instead of the few of every day, from `RETAKE_FUZZ_SEED` on:
 * a case that failed is repeated by its seed and one run.
 */
import { test } from 'vitest'
import { RetakeError } from '../../../src/errors.ts'
import { type Random, randomOf } from './random.ts'
import { watch } from './watch.mjs'

const HOURS_MS = 6 * 3_600_000

interface FuzzTarget {
  /** Of the table in docs/RELIABILITY.md. */
  readonly name: string
  /** Cases of every day. */
  readonly runs: number
  /** Throws what is a defect. */
  readonly run: (random: Random) => unknown
}

/** `promise` is what a case that throws nothing has kept. */
export function fuzz(promise: string, { name, runs, run }: FuzzTarget): void {
  test(promise, { timeout: HOURS_MS }, async () => {
    const wanted = process.env.RETAKE_FUZZ_RUNS
    const first = Number(process.env.RETAKE_FUZZ_SEED ?? 1)
    const count = wanted === undefined ? runs : Number(wanted)
    const began = performance.now()
    const dog = watch(name)
    try {
      for (let seed = first; seed < first + count; seed += 1) {
        dog.begin(seed)
        await runCase(name, seed, run)
      }
    } finally {
      await dog.end()
    }
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    if (wanted !== undefined) process.stdout.write(`${name}: ${count} cases in ${seconds} s\n`)
  })
}

async function runCase(name: string, seed: number, run: FuzzTarget['run']): Promise<void> {
  try {
    await run(randomOf(seed))
  } catch (cause) {
    const repeat = `RETAKE_FUZZ_SEED=${seed} RETAKE_FUZZ_RUNS=1`
    const message = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
    throw new Error(`"${name}", seed ${seed} (again: ${repeat}): ${message.slice(0, 4_000)}`, { cause })
  }
}

/** What `work` gives, or null where it is refused as a person can be told: a sentence, and what to do next. */
export function unlessRefused<Answer>(work: () => Answer): Answer | null {
  try {
    return work()
  } catch (error) {
    expectRefusal(error)
    return null
  }
}

/** The same for what takes time. */
export async function unlessRefusedLater<Answer>(work: () => Promise<Answer>): Promise<Answer | null> {
  try {
    return await work()
  } catch (error) {
    expectRefusal(error)
    return null
  }
}

function expectRefusal(error: unknown): void {
  if (!(error instanceof RetakeError)) throw error
  const { message, next } = error
  if (message.trim() === '' || next === undefined || next.trim() === '') {
    throw new Error(`It is refused without a sentence or without what to do: ${message} / ${next}`)
  }
}

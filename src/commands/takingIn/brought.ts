/** Candidates that somebody made in the canvas: generated files come back with URLs that the store has never seen. */
import { knownUrls } from '../../store/adoptions.ts'
import type { Database } from '../../store/database.ts'
import { mirroredContents } from '../../store/mirror.ts'
import type { Generation, Wiring } from '../../workflow/model.ts'

/** By generation: the new URLs in order, and what the file approves at its gates. */
export type Brought = ReadonlyMap<string, BroughtCandidates>

export interface BroughtCandidates {
  readonly saved: readonly string[]
  /** By gate (key). */
  readonly approved: ReadonlyMap<string, string>
}

/** @param before the file as Retake wrote it, or null where that is not known */
export async function broughtIn(now: Wiring, before: Wiring | null, database: Database): Promise<Brought> {
  const written = new Map(before?.generations.map(({ key, saved }) => [key, new Set(saved)]))
  const fresh = now.generations.flatMap((generation) => {
    const urls = generation.saved.filter(
      (url) => /^(https?|data):/i.test(url) && !written.get(generation.key)?.has(url),
    )
    return urls.length === 0 ? [] : [{ generation, urls }]
  })
  if (fresh.length === 0) return new Map()
  const asked = fresh.flatMap(({ urls }) => urls)
  const known = new Set([
    ...(await knownUrls(database, asked)),
    ...(await mirroredContents(database, asked)).keys(),
  ])
  const gates = new Map(now.gates.map((gate) => [gate.key, gate]))
  const brought = new Map<string, BroughtCandidates>()
  for (const { generation, urls } of fresh) {
    const saved = urls.filter((url) => !known.has(url))
    if (saved.length === 0) continue
    const approved = generation.gates.flatMap((key) => {
      const url = gates.get(key)?.approvedUrl ?? null
      return url === null || !saved.includes(url) ? [] : [[key, url] as const]
    })
    brought.set(generation.key, { saved, approved: new Map(approved) })
  }
  return brought
}

/** The wiring of the source, with what was brought in place of what its own file saves. */
export function withBrought(wiring: Wiring, brought: Brought): Wiring {
  if (brought.size === 0) return wiring
  const gateUrls = new Map([...brought.values()].flatMap(({ approved }) => [...approved]))
  const generations = wiring.generations.map((generation): Generation => {
    const { saved } = brought.get(generation.key) ?? generation
    return { ...generation, saved }
  })
  const gates = wiring.gates.map((gate) => {
    const isOf = brought.has(gate.generation)
    return isOf ? { ...gate, approvedUrl: gateUrls.get(gate.key) ?? null } : gate
  })
  return { ...wiring, generations, gates }
}

/** What a job costs: by model, else by kind, as the config says. Unknown is null, never zero. */
import type { Generation } from '../../workflow/model.ts'
import type { ProjectBackend } from '../app.ts'

/** US dollars a job, or null. */
export function priceOf(
  generation: Generation,
  { backend, isFree }: ProjectBackend,
  prices: Readonly<Record<string, number>>,
): number | null {
  if (isFree) return 0
  const { kind, title, prompt, parameters } = generation
  const { model } = backend.normalise({
    kind,
    title,
    prompt,
    parameters,
    inputs: [],
    chance: { seed: 0, take: 1, slot: 1 },
  })
  return prices[String(model)] ?? prices[kind] ?? null
}

/** What a job costs: as the config says, by model, else by kind; else as the table says. Unknown is null, never zero. */
import { type Plan, paidJobs } from '../../engine/plan.ts'
import type { Node } from '../../engine/state.ts'
import { type Amount, NO_JOBS, plusJobs } from '../../store/amount.ts'
import type { Generation } from '../../workflow/model.ts'
import type { ProjectBackend } from '../app.ts'
import { PRICE_TABLE, type ServicePrices } from './priceTable.ts'

/** US dollars a job, or null. */
export function priceOf(
  generation: Generation,
  { backend, isFree }: Pick<ProjectBackend, 'backend' | 'isFree'>,
  prices: Readonly<Record<string, number>>,
  table: readonly ServicePrices[] = PRICE_TABLE,
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
  const listed = table.find(({ backendType }) => backendType === backend.type)
  return prices[String(model)] ?? prices[kind] ?? listed?.usdPerJob[String(model)] ?? null
}

/** What the jobs of a plan would cost: an upper bound, as their number is. */
export function priceOfPlan({ nodes }: Plan, price: (node: Node) => number | null): Amount {
  return nodes.reduce((sum, node) => {
    const jobs = paidJobs(node)
    return jobs === 0 ? sum : plusJobs(sum, jobs, price(node))
  }, NO_JOBS)
}

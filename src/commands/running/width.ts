/** How many jobs at once: what each instance does, and what is asked for of all together. */
import type { Instance } from '../../engine/lane.ts'
import type { ProjectBackend } from '../app.ts'
import type { RunFlags } from '../runInput.ts'

interface Width {
  readonly instances: readonly Instance[]
  /** Of all together. */
  readonly concurrency: number
}

/** What is asked for is that of all together, and none does more than its own; one that is alone does what is asked for. */
export function widthFor({ instances }: ProjectBackend, { concurrency }: RunFlags): Width {
  const { isAlone, own } = ownWidth(instances)
  if (concurrency === undefined || !isAlone) return { instances, concurrency: concurrency ?? own }
  const widened = instances.map((instance) => (instance.isSentTo ? { ...instance, concurrency } : instance))
  return { instances: widened, concurrency }
}

/** Where that is more than the service bears, or than the instances do. */
export function notesOnWidth(projectBackend: ProjectBackend, flags: RunFlags): string[] {
  if (projectBackend.isFree) return []
  const { isAlone, own, sentTo } = ownWidth(widthFor(projectBackend, flags).instances)
  const throttling = sentTo.filter((each) => each.concurrency > each.backend.suggestedConcurrency)
  const notes = throttling.map(({ concurrency, backend: { name, suggestedConcurrency } }) => {
    return `${concurrency} jobs at once: above ${suggestedConcurrency}, ${name} throttles and failures rise.`
  })
  if (isAlone || flags.concurrency === undefined || flags.concurrency <= own) return notes
  return [...notes, `The ${sentTo.length} instances do ${own} jobs at once together, as "backends" says.`]
}

function ownWidth(instances: readonly Instance[]) {
  const sentTo = instances.filter(({ isSentTo }) => isSentTo)
  const own = sentTo.reduce((sum, { concurrency }) => sum + concurrency, 0)
  return { sentTo, own, isAlone: sentTo.length === 1 }
}

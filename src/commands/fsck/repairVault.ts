/** Has missing and damaged bytes again where they still are; what stays lost and damaged is moved aside. */
import { inParallel } from '../../media/inParallel.ts'
import { statusOf } from '../../media/soundness.ts'
import { fromStoredPath } from '../../store/location.ts'
import type { SeenWorkflow } from '../../store/workflows.ts'
import type { App, Project } from '../app.ts'
import type { Report } from '../command.ts'
import type { Unsound } from './checkVault.ts'
import { type Again, type AgainOptions, haveAgain } from './haveAgain.ts'
import { readReferences } from './mendViews.ts'

export interface RepairedVault {
  readonly repaired: readonly RepairedBytes[]
  readonly lost: readonly Lost[]
}

interface RepairedBytes {
  readonly unsound: Unsound
  /** `store`: they were there by then, another command had taken them in. */
  readonly from: Extract<Again, { is: 'had' }>['from'] | 'store'
  readonly place: string
}

export interface Lost {
  readonly unsound: Unsound
  /** What was tried, and why it did not do. */
  readonly tried: readonly string[]
  /** Where damaged bytes were moved to, or null. */
  readonly aside: string | null
}

const AT_ONCE = 4

export async function repairVault(
  app: App,
  project: Project,
  all: readonly Unsound[],
  workflows: readonly SeenWorkflow[],
  report: Report,
): Promise<RepairedVault> {
  const vault = project.vault()
  const options: AgainOptions = { project, signal: app.signal, away: new Set() }
  const repaired: RepairedBytes[] = []
  const left: Omit<Lost, 'aside'>[] = []
  let done = 0
  await inParallel(all, AT_ONCE, async (each) => {
    if (app.signal.aborted) return
    const again = await haveAgain(each.sha256, each.named, options)
    if (again.is === 'had') repaired.push({ unsound: each, from: again.from, place: again.place })
    else left.push({ unsound: each, tried: again.tried })
    done += 1
    report({ type: 'progress', message: `looked for ${done} of ${all.length}` })
  })
  const lost: Lost[] = []
  const read = await readAgain(app, project, left, workflows)
  for (const each of left) {
    const { unsound } = each
    const { sha256 } = unsound
    const { is } = await vault.check(sha256)
    if (is === 'sound' && read.length > 0) repaired.push({ unsound, from: 'origin', place: read.join(', ') })
    else if (is === 'sound') repaired.push({ unsound, from: 'store', place: vault.path(sha256) })
    else lost.push({ ...each, aside: is === 'damaged' ? await vault.setAside(sha256) : null })
  }
  return { repaired, lost }
}

/** A picture may stand in a document itself (`data:`), or a reference have moved: reading the workflow takes it in again. */
async function readAgain(
  app: App,
  project: Project,
  left: readonly Omit<Lost, 'aside'>[],
  workflows: readonly SeenWorkflow[],
): Promise<string[]> {
  const named = left.flatMap(({ unsound }) => unsound.named).filter(({ by }) => by === 'input')
  const ids = new Set(named.map(({ workflow }) => workflow?.id))
  const read: string[] = []
  for (const { id, path } of workflows.filter((workflow) => ids.has(workflow.id))) {
    const source = fromStoredPath(project.location.project, path)
    if (app.signal.aborted || statusOf(source) === null) continue
    if ((await readReferences(app, project, source)) === null) read.push(source)
    ids.delete(id)
  }
  return read
}

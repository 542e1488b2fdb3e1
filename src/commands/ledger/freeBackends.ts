/** Names of the backends whose jobs are none: nothing that they do is paid for. */
import { RetakeError } from '../../errors.ts'
import type { Project } from '../app.ts'

/** One that the settings do not have any more was a paid one, for all that is known. */
export async function freeBackends(
  project: Project,
  jobs: readonly { readonly backend: string }[],
): Promise<ReadonlySet<string>> {
  const free = new Set<string>()
  for (const name of new Set(jobs.map(({ backend }) => backend))) {
    if (await isFree(project, name)) free.add(name)
  }
  return free
}

async function isFree(project: Project, name: string): Promise<boolean> {
  try {
    return (await project.backend(name)).isFree
  } catch (error) {
    if (error instanceof RetakeError) return false
    throw error
  }
}

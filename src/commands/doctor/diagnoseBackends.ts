/** Who generates: whether each backend answers, and lets us in. One that the settings do not choose may be away. */
import type { Backend } from '../../backends/backend.ts'
import { withChildSignal } from '../../engine/childSignal.ts'
import { RetakeError } from '../../errors.ts'
import type { Project } from '../app.ts'
import { type Diagnosis, note, notWell, well } from './diagnosis.ts'

const ANSWER_TIMEOUT_MS = 5_000

export async function diagnoseBackends(project: Project, signal: AbortSignal): Promise<Diagnosis[]> {
  const chosen = project.config.backend
  const known = await Promise.all(
    project.backendNames.map(async (name) => {
      const { backend, isFree } = await project.backend(name)
      const ask = (limit: AbortSignal) => diagnoseOne(backend, isFree, signal, limit)
      const found = await withChildSignal(signal, ask, ANSWER_TIMEOUT_MS)
      return name === chosen ? found : found.map(asNote)
    }),
  )
  return [...(await unknownChoice(project)), ...known.flat()]
}

/** What the settings name may not exist. */
async function unknownChoice(project: Project): Promise<Diagnosis[]> {
  try {
    await project.backend(undefined)
    return []
  } catch (error) {
    if (!(error instanceof RetakeError)) throw error
    return [notWell('backend', error.message, `Correct the setting "backend". ${error.next ?? ''}`)]
  }
}

/** @param limit of this one question; `signal` is the person's */
async function diagnoseOne(
  backend: Backend,
  isFree: boolean,
  signal: AbortSignal,
  limit: AbortSignal,
): Promise<Diagnosis[]> {
  const { name } = backend
  try {
    const health = await backend.health(limit)
    if (!health.up) return [notWell('backend', `${name}: ${health.message}`, health.next)]
    const { version, pending, running } = health
    const tasks = pending === undefined ? '' : `, ${pending} tasks waiting, ${running ?? 0} running`
    const cost = isFree ? ', costs nothing' : ''
    const up = well('backend', `${name}: answers${version ? `, version ${version}` : ''}${tasks}${cost}`)
    const access = await backend.access?.(limit)
    if (access === undefined) return [up]
    if (access.ok) return [up, well('backend', `${name}: ${access.message}`)]
    return [up, notWell('backend', `${name}: lets nobody in, ${access.message}`, access.next)]
  } catch (error) {
    if (!limit.aborted || signal.aborted) throw error
    const message = `${name}: takes the connection but gives no answer within ${ANSWER_TIMEOUT_MS / 1000} s`
    return [notWell('backend', message, 'Restart it.')]
  }
}

function asNote(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.is !== 'not well') return diagnosis
  return note(
    'backend',
    diagnosis.message,
    'It is not the one that your settings choose, so this may be as it should.',
  )
}

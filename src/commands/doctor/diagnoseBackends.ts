/** Who generates: whether each instance answers, and lets us in. One that the settings do not choose may be away. */
import type { Backend } from '../../backends/backend.ts'
import { withChildSignal } from '../../engine/childSignal.ts'
import { RetakeError } from '../../errors.ts'
import type { Project } from '../app.ts'
import { type Diagnosis, note, notWell, well } from './diagnosis.ts'

const ANSWER_TIMEOUT_MS = 5_000

export async function diagnoseBackends(project: Project, signal: AbortSignal): Promise<Diagnosis[]> {
  const chosen = await chosenOf(project)
  const all = await Promise.all(project.backendNames.map((name) => project.backend(name)))
  const instances = all.flatMap(({ instances: some, isFree }) =>
    some.map(({ backend }) => ({ backend, isFree })),
  )
  const asked = await Promise.all(
    instances.map(async ({ backend, isFree }) => {
      const ask = (limit: AbortSignal) => diagnoseOne(backend, isFree, signal, limit)
      const found = await withChildSignal(signal, ask, ANSWER_TIMEOUT_MS)
      return {
        isChosen: chosen.names.has(backend.name),
        isWell: found.every(({ is }) => is === 'well'),
        found,
      }
    }),
  )
  const areOthersWell = asked.some(({ isChosen, isWell }) => isChosen && isWell)
  const known = asked.flatMap(({ isChosen, found }) => {
    if (!isChosen) return found.map((each) => asNote(each, NOT_CHOSEN))
    return areOthersWell
      ? found.map((each) => asNote(each, `${each.next} Until then the others do its jobs.`))
      : found
  })
  return [...chosen.problems, ...unusedAddress(project), ...known]
}

const NOT_CHOSEN = 'It is not the one that your settings choose, so this may be as it should.'

/** Whom the settings name may not exist. */
async function chosenOf(project: Project): Promise<{ names: Set<string>; problems: Diagnosis[] }> {
  try {
    const { instances } = await project.backend(undefined)
    const sentTo = instances.filter(({ isSentTo }) => isSentTo)
    return { names: new Set(sentTo.map(({ backend }) => backend.name)), problems: [] }
  } catch (error) {
    if (!(error instanceof RetakeError)) throw error
    const next = `Correct the setting "backend". ${error.next ?? ''}`
    return { names: new Set(), problems: [notWell('backend', error.message, next)] }
  }
}

/** Whoever sets both may wonder which counts. */
function unusedAddress({ config: { backends, settings } }: Project): Diagnosis[] {
  const address = settings.find(({ field }) => field === 'glabsUrl')
  if (backends.length === 0 || address === undefined || address.origin.from === 'default') return []
  return [note('backend', '"glabsUrl" (GLABS_URL) is not used: "backends" names the instances.')]
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

function asNote(diagnosis: Diagnosis, next: string): Diagnosis {
  return diagnosis.is === 'not well' ? note('backend', diagnosis.message, next) : diagnosis
}

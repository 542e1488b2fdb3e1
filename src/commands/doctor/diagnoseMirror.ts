/** Where public copies go: whether it is set up, lets us in, and is there. Uploads nothing. */
import { withChildSignal } from '../../engine/childSignal.ts'
import { MirrorFailure } from '../../media/mirror/mirrorFailure.ts'
import type { MirrorTarget } from '../../media/mirror/mirrorTarget.ts'
import type { Project } from '../app.ts'
import { type Diagnosis, note, notWell, well } from './diagnosis.ts'

const ANSWER_TIMEOUT_MS = 10_000

export async function diagnoseMirror(
  { config, mirror }: Pick<Project, 'config' | 'mirror'>,
  signal: AbortSignal,
): Promise<Diagnosis[]> {
  const { mirrorTo } = config
  if (mirrorTo.is === 'incomplete') {
    const next = 'Set what is missing, in the environment or .env, or take all of it out'
    return [notWell('mirror', `not set up: ${mirrorTo.problem}`, next)]
  }
  if (mirror === null) {
    return [
      note(
        'mirror',
        'none: PatchWork cannot show local files',
        'Look at candidates in the contact sheet, the .html beside the generated file. To have a mirror, set R2_ACCOUNT_ID, R2_BUCKET and R2_PUBLIC_URL, or S3_…: docs/CONFIG.md, "The mirror".',
      ),
    ]
  }
  return withChildSignal(signal, (limit) => probe(mirror, signal, limit), ANSWER_TIMEOUT_MS)
}

/** @param limit of this one question; `signal` is the person's */
async function probe(mirror: MirrorTarget, signal: AbortSignal, limit: AbortSignal): Promise<Diagnosis[]> {
  try {
    await mirror.probe(limit)
    return [
      well('mirror', `${mirror.name}: answers. Whether its files are public: retake mirror FILE --check`),
    ]
  } catch (error) {
    signal.throwIfAborted()
    if (limit.aborted)
      return [
        notWell(
          'mirror',
          `${mirror.name} gives no answer within ${ANSWER_TIMEOUT_MS / 1000} s`,
          'Check its address',
        ),
      ]
    if (!(error instanceof MirrorFailure)) throw error
    const next =
      error.scope === 'passing'
        ? 'Check its address, and that it is up'
        : 'Correct the setting that it names; a run goes on without it'
    return [notWell('mirror', error.message, next)]
  }
}

/** What somebody approved or rejected meanwhile, taken into a resolution. */
import type { Resolution } from '../../engine/resolution.ts'
import { picksOfWorkflow } from '../../store/picks.ts'
import { rejectionsOfWorkflow } from '../../store/rejections.ts'
import type { Prepared } from './prepare.ts'

export async function reloadPicks(
  { store: { database }, workflow }: Pick<Prepared, 'store' | 'workflow'>,
  { picks }: Pick<Resolution, 'picks'>,
): Promise<void> {
  picks.reload(
    await picksOfWorkflow(database, workflow.id),
    await rejectionsOfWorkflow(database, workflow.id),
  )
}

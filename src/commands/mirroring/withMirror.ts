/** A view with the public URLs that are known now, and a receipt that says so. */
import type { View } from '../../outputs/view.ts'
import type { Prepared } from '../running/prepare.ts'
import { mirroredIn } from './mirroredIn.ts'
import type { MirrorReport } from './runMirror.ts'

export async function withMirror(
  view: View,
  { uploaded, found, failed }: MirrorReport,
  prepared: Prepared,
): Promise<View> {
  const done = uploaded + found
  const receipt = [
    view.receipt,
    ...(done > 0 ? [`mirrored ${done}`] : []),
    ...(failed.length > 0 ? [`not mirrored ${failed.length}`] : []),
  ].join(' · ')
  return { ...view, receipt, mirrored: await mirroredIn(prepared, view.generations) }
}

/** The view of a command whose files go to the mirror: waits for them, then draws how things stand after the wait. */
import type { RunEnd } from '../../engine/loop.ts'
import type { Resolution } from '../../engine/resolution.ts'
import type { View } from '../../outputs/view.ts'
import type { Prepared } from '../running/prepare.ts'
import { type ViewExtras, viewOf } from '../running/viewOf.ts'
import type { MirrorReport, RunMirror } from './runMirror.ts'

export interface Drawing {
  readonly prepared: Prepared
  readonly resolved: Resolution
  readonly end: RunEnd
  readonly extras: ViewExtras
  /** How things stand by then: uploads take minutes, and what was done meanwhile is not to be drawn over. */
  again(): Promise<Pick<Drawing, 'prepared' | 'resolved'>>
}

export interface Drawn {
  readonly prepared: Prepared
  readonly view: View
  readonly mirrored: MirrorReport | null
}

export async function drawMirrored(mirror: RunMirror | null, drawing: Drawing): Promise<Drawn> {
  const { prepared, resolved, end, extras } = drawing
  const before = await viewOf(prepared, resolved, end, extras)
  if (mirror === null) return { prepared, view: before, mirrored: null }
  const mirrored = await mirror.finish(before)
  const { uploaded, found, failed } = mirrored
  if (uploaded + found + failed.length === 0) return { prepared, view: before, mirrored }
  const now = await drawing.again()
  const view = await viewOf(now.prepared, now.resolved, end, extras)
  const receipt = [
    view.receipt,
    ...(uploaded + found > 0 ? [`mirrored ${uploaded + found}`] : []),
    ...(failed.length > 0 ? [`not mirrored ${failed.length}`] : []),
  ].join(' · ')
  return { prepared: now.prepared, view: { ...view, receipt }, mirrored }
}

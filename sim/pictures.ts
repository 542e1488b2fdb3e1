/** What a task makes: a drawing like those of `sketch`, or a tiny file of its own bytes for tests with thousands of jobs. */
import { randomBytes } from 'node:crypto'
import { captionOf } from '../src/backends/sketch/caption.ts'
import { drawClip } from '../src/backends/sketch/drawClip.ts'
import type { Drawing } from '../src/backends/sketch/drawing.ts'
import { drawStill } from '../src/backends/sketch/drawStill.ts'
import type { Order } from './order.ts'
import { plainClip, plainStill } from './plainPictures.ts'

export type PictureStyle = 'drawn' | 'plain'

/** `variant`: how many of this prompt came before; like ones are drawn differently. No two tasks give the same bytes. */
export async function makePicture(
  order: Order,
  { style, taskId, variant }: { style: PictureStyle; taskId: string; variant: number },
): Promise<Uint8Array> {
  if (style === 'plain') return order.type === 'image' ? plainStill(order, taskId) : plainClip(order, taskId)
  const seed = randomBytes(4).readUInt32LE(0)
  const drawing: Drawing = {
    title: titleOf(order.prompt),
    prompt: order.prompt,
    seed,
    aspectRatio: order.aspectRatio,
    references: order.references,
    variant,
    note: `${order.model} · task ${taskId} · seed ${seed}`,
  }
  if (order.type === 'image') return drawStill(drawing)
  const shown = order.mode === 'components' ? drawing : withFrames(drawing, order.references)
  return drawClip(shown, order.seconds)
}

function withFrames(drawing: Drawing, [startFrame, endFrame]: readonly Uint8Array[]) {
  return { ...drawing, references: [], ...(startFrame && { startFrame }), ...(endFrame && { endFrame }) }
}

/** G-Labs is told no titles: the first words stand in for one. */
function titleOf(prompt: string): string {
  const words = captionOf(prompt).split(' ').slice(0, 4).join(' ')
  return words.replace(/[\s·.,:;–—-]+$/, '')
}

/** Work on RGBA pixels in place. */
import type { FrameSize } from './frameSize.ts'

/** Puts `layer` over `frame`, both of one size and with straight alpha. */
export function blendOver(frame: Uint8Array, layer: Uint8Array): void {
  for (let at = 0; at < frame.length; at += 4) {
    const alpha = layer[at + 3] ?? 0
    if (alpha === 0) continue
    for (let channel = at; channel < at + 3; channel += 1) {
      const under = frame[channel] ?? 0
      frame[channel] = under + (((layer[channel] ?? 0) - under) * alpha) / 255
    }
  }
}

/** Mixes `layer` into `frame`: share 0 leaves it, 1 replaces it. */
export function crossFade(frame: Uint8Array, layer: Uint8Array, share: number): void {
  for (let at = 0; at < frame.length; at += 1) {
    const under = frame[at] ?? 0
    frame[at] = under + ((layer[at] ?? 0) - under) * share
  }
}

/** `colour` as `#rrggbb`. */
export function fillRectangle(
  frame: Uint8Array,
  size: FrameSize,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colour: string,
): void {
  const rgb = Number.parseInt(colour.slice(1), 16)
  for (let y = box.y; y < box.y + box.height; y += 1) {
    for (let x = box.x; x < box.x + box.width; x += 1) {
      frame.set([rgb >> 16, (rgb >> 8) & 255, rgb & 255], (y * size.width + x) * 4)
    }
  }
}

/** The shape of a generation's frames, so that nothing jumps when pictures arrive and an empty frame fits the row. */
import type { SheetGeneration } from './sheet.ts'

export interface FrameSize {
  readonly width: number
  readonly height: number
}

/** Pixels or, where no candidate has any, the terms of `aspectRatio`; 9:16 where nothing says more. */
export function frameSize({
  candidates,
  parameters,
}: Pick<SheetGeneration, 'candidates' | 'parameters'>): FrameSize {
  for (const { width, height } of candidates) {
    if (width !== null && height !== null && width > 0 && height > 0) return { width, height }
  }
  const ratio = parameters.find((parameter) => parameter.name === 'aspectRatio')?.value
  const terms = /^(\d{1,4}):(\d{1,4})$/.exec(ratio ?? '')
  const [width, height] = [Number(terms?.[1] ?? 0), Number(terms?.[2] ?? 0)]
  return width > 0 && height > 0 ? { width: width * 100, height: height * 100 } : { width: 900, height: 1600 }
}

/** `wide` frames go two to a line, `tall` ones four. */
export function frameShape(size: FrameSize): 'wide' | 'tall' {
  return size.width > size.height * 1.1 ? 'wide' : 'tall'
}

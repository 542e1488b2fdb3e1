/** What every part of a drawing works with: its size in pixels, its colours, its dice. */
import type { Palette } from './palette.ts'
import type { Random } from './random.ts'

export interface Stage {
  readonly width: number
  readonly height: number
  readonly palette: Palette
  readonly random: Random
}

/** The drawn scene of a candidate: a place by the prompt, a person by the references, the rest by chance. */
import type { Drawing } from './drawing.ts'
import { drawFigure } from './figure.ts'
import type { FrameSize } from './frameSize.ts'
import { type Palette, palettes } from './palette.ts'
import { hashBytes, hashText, type Random, randomFrom } from './random.ts'
import { drawScenery } from './scenery.ts'
import { round } from './sky.ts'

/** SVG of `size` (parts may stand out below: something else covers them), and the colours it used. */
export function drawPicture(drawing: Drawing, size: FrameSize): { picture: string; palette: Palette } {
  const { prompt, seed, references } = drawing
  const variant = (drawing.variant ?? seed) + (hashText(prompt) % 64)
  const palette = palettes[variant % palettes.length] ?? palettes[0]
  const random = randomFrom(seed ^ Math.imul(variant, 0x9e3779b1))
  const scenery = drawScenery({ ...size, palette, random }, prompt)
  const figure = drawFigure({
    person: references[0] === undefined ? hashText(prompt) : hashBytes(references[0]),
    pose: Math.floor(random.between(0, 4)),
    mirrored: random.next() < 0.5,
    palette,
    ...placeFigure(variant, size, random, references.length > 0),
  })
  return { picture: scenery + figure + grain(size), palette }
}

/** Medium shot, wide shot, close-up, three-quarter shot: neighbours differ. */
function placeFigure(variant: number, { width, height }: FrameSize, random: Random, pinned: boolean) {
  const base = Math.min(width * 1.2, height)
  const shot = shots[variant % shots.length] ?? shots[0]
  const headRadius = base * shot.headRadius
  const covered = pinned && width > height
  const aside = covered ? random.between(0.6, 0.74) : random.pick([0.32, 0.68])
  const x = width * (shot.side === 0 ? 0.5 + random.between(-0.06, 0.06) : aside)
  const y = shot.standing ? height * 0.955 - headRadius * 12.6 : height * shot.y
  return { x, y, headRadius }
}

const shots = [
  { headRadius: 0.13, y: 0.36, side: 0, standing: false },
  { headRadius: 0.05, y: 0, side: 1, standing: true },
  { headRadius: 0.235, y: 0.47, side: 0, standing: false },
  { headRadius: 0.085, y: 0.34, side: 1, standing: false },
] as const

/** Pencil strokes across the lower half and a light frame. Plain lines: a pattern takes five times as long. */
function grain({ width, height }: FrameSize): string {
  const lines = Array.from({ length: Math.ceil((width + height * 0.6) / 11) }, (_, index) => {
    const x = index * 11
    const y = round(height * (0.64 - (0.22 * Math.min(x, width)) / width))
    return `M${x} ${y}L${round(x - (height - y) * 1.25)} ${height}`
  })
  return [
    `<path d="${lines.join('')}" stroke="#1c1a20" stroke-width="0.9" stroke-opacity="0.13"/>`,
    `<rect x="7" y="7" width="${width - 14}" height="${height - 14}" rx="5" fill="none" stroke="#fffdf6" stroke-width="3" stroke-opacity="0.75"/>`,
  ].join('')
}

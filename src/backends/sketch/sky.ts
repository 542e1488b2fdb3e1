/** Sky and land, the parts that all places share. */
import type { Stage } from './stage.ts'

/** A gradient with a sun and clouds, or a moon and stars. */
export function drawSky(stage: Stage): string {
  const { width, height, palette, random } = stage
  const x = width * random.between(0.14, 0.86)
  const y = height * random.between(0.12, 0.32)
  const radius = Math.min(width, height) * random.between(0.07, 0.12)
  const disc = `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius * 1.7)}" fill="${palette.light}" fill-opacity="0.25"/><circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${palette.light}"/>`
  const id = `sky-${Math.floor(width)}-${Math.floor(height)}`
  return [
    `<linearGradient id="${id}" x2="0" y2="1"><stop offset="0" stop-color="${palette.skyTop}"/><stop offset="0.75" stop-color="${palette.skyBottom}"/></linearGradient>`,
    `<rect width="${round(width)}" height="${round(height)}" fill="url(#${id})"/>`,
    palette.night ? stars(stage) : '',
    disc,
    palette.night ? '' : cloud(stage, 0.16) + cloud(stage, 0.34),
  ].join('')
}

/** Land from a wavy upper edge down to the bottom. */
export function ridge({ width, height, random }: Stage, y: number, swing: number, colour: string): string {
  const phases = [random.between(0, 6.28), random.between(0, 6.28)] as const
  const slope = random.between(-0.5, 0.5)
  const points = Array.from({ length: 13 }, (_, index) => {
    const across = index / 12
    const wave = Math.sin(across * 5.2 + phases[0]) * 0.7 + Math.sin(across * 11 + phases[1]) * 0.3
    return `${round(across * width)} ${round(y + swing * (wave + slope * (across - 0.5)))}`
  })
  return `<path d="M${points.join('L')}V${round(height)}H0Z" fill="${colour}"/>`
}

/** Two decimals: short, and the same on every machine. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

function stars({ width, height, palette, random }: Stage): string {
  const dots = Array.from({ length: 40 }, () => {
    const x = round(random.between(0, width))
    const y = round(random.between(0, height * 0.55))
    return `<circle cx="${x}" cy="${y}" r="${round(random.between(0.8, 2.2))}"/>`
  })
  return `<g fill="${palette.light}" fill-opacity="0.85">${dots.join('')}</g>`
}

function cloud({ width, height, random }: Stage, at: number): string {
  const x = round(random.between(width * 0.05, width * 0.7))
  const y = round(height * (at + random.between(-0.05, 0.05)))
  const scale = round((Math.min(width, height) / 540) * random.between(0.7, 1.2))
  return `<path transform="translate(${x} ${y}) scale(${scale})" d="M0 40a20 20 0 0 1 8-38 30 30 0 0 1 56-8 24 24 0 0 1 40 14 17 17 0 0 1 4 32Z" fill="#fff" fill-opacity="0.7"/>`
}

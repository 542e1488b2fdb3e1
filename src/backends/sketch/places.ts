/** Five places, each a few flat shapes from back to front. */

import { drawSky, ridge, round } from './sky.ts'
import type { Stage } from './stage.ts'

export function drawHills(stage: Stage): string {
  const { height, palette } = stage
  return [
    drawSky(stage),
    ridge(stage, height * 0.55, height * 0.12, palette.far),
    ridge(stage, height * 0.68, height * 0.07, palette.middle),
    ridge(stage, height * 0.84, height * 0.03, palette.near),
  ].join('')
}

export function drawSea(stage: Stage): string {
  const { width, height, palette, random } = stage
  const horizon = height * random.between(0.5, 0.6)
  const glints = times(14, (index) => {
    const y = horizon + (index + 1) ** 1.35 * height * 0.011
    const x = width * random.between(0, 0.85)
    return `<rect x="${round(x)}" y="${round(y)}" width="${round(width * random.between(0.06, 0.22))}" height="3" rx="1.5" fill="${palette.light}" fill-opacity="0.5"/>`
  })
  const boatX = width * random.between(0.15, 0.8)
  return [
    drawSky(stage),
    `<rect y="${round(horizon)}" width="${width}" height="${round(height - horizon)}" fill="${palette.far}"/>`,
    `<rect y="${round(horizon)}" width="${width}" height="${round(height - horizon)}" fill="${palette.middle}" fill-opacity="0.35"/>`,
    ...glints,
    `<g transform="translate(${round(boatX)} ${round(horizon + 4)}) scale(${round(height / 640)})"><path d="M-34 0H34L24 14H-24Z" fill="${palette.near}"/><path d="M0 -6V-74L34 -10Z" fill="${palette.light}"/><path d="M-4 -6V-60L-26 -10Z" fill="${palette.shirt}"/></g>`,
    ridge(stage, height * 0.88, height * 0.03, palette.night ? palette.near : '#e9cf9c'),
  ].join('')
}

export function drawForest(stage: Stage): string {
  const { width, height, palette, random } = stage
  const row = (ground: number, tall: number, count: number, colour: string) =>
    times(count, (index) => {
      const x = (width * (index + random.between(0.1, 0.9))) / count
      const top = ground - tall * random.between(0.75, 1.15)
      const half = tall * 0.2
      const tiers = [0, 0.28, 0.56].map((from) => {
        const y = top + (ground - top) * from
        const spread = half * (0.6 + from * 0.8)
        return `<path d="M${round(x)} ${round(y)}L${round(x + spread)} ${round(y + tall * 0.46)}H${round(x - spread)}Z" fill="${colour}"/>`
      })
      return tiers.join('')
    }).join('')
  return [
    drawSky(stage),
    row(height * 0.7, height * 0.34, 9, palette.far),
    ridge(stage, height * 0.68, height * 0.02, palette.far),
    row(height * 0.8, height * 0.42, 5, palette.middle),
    ridge(stage, height * 0.79, height * 0.03, palette.middle),
    ridge(stage, height * 0.88, height * 0.03, palette.near),
  ].join('')
}

export function drawCity(stage: Stage): string {
  const { width, height, palette, random } = stage
  const ground = height * 0.84
  const block = (count: number, low: number, high: number, colour: string, lit: number) =>
    times(count, (index) => {
      const x = (width * index) / count
      const wide = (width / count) * random.between(0.8, 1.05)
      const tall = height * random.between(low, high)
      return house(stage, { x, y: ground - tall, wide, tall, colour, lit })
    }).join('')
  const paving = times(5, (index) => {
    const x = width * (0.1 + index * 0.2)
    return `<path d="M${round(x)} ${round(height)}L${round(width / 2 + (x - width / 2) * 0.5)} ${round(ground)}" stroke="${palette.far}" stroke-width="2" stroke-opacity="0.5"/>`
  })
  return [
    drawSky(stage),
    block(7, 0.3, 0.58, palette.far, 0),
    block(5, 0.16, 0.38, palette.middle, 0.45),
    `<rect y="${round(ground)}" width="${width}" height="${round(height - ground)}" fill="${palette.near}"/>`,
    ...paving,
  ].join('')
}

interface House {
  readonly x: number
  readonly y: number
  readonly wide: number
  readonly tall: number
  readonly colour: string
  /** The share of windows with a light on. */
  readonly lit: number
}

function house({ palette, random }: Stage, { x, y, wide, tall, colour, lit }: House): string {
  const pane = wide / 7
  const windows = times(lit === 0 ? 0 : Math.floor(tall / (pane * 2.4)), (row) =>
    times(3, (column) => {
      const fill = random.next() < lit ? palette.light : palette.near
      return `<rect x="${round(x + pane * (1 + column * 2))}" y="${round(y + pane * (1 + row * 2.3))}" width="${round(pane)}" height="${round(pane * 1.3)}" fill="${fill}" fill-opacity="0.8"/>`
    }).join(''),
  )
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${round(tall + 2)}" fill="${colour}"/>${windows.join('')}`
}

export function drawRoom(stage: Stage): string {
  const { width, height, palette, random } = stage
  const floor = height * 0.8
  const paneWidth = Math.min(width * 0.46, height * 0.42)
  const paneHeight = height * 0.4
  const x = random.next() < 0.5 ? width * 0.08 : width * 0.92 - paneWidth
  const y = height * random.between(0.1, 0.18)
  const lampX = x < width / 2 ? width * 0.82 : width * 0.18
  const outside = drawSky({ ...stage, width: paneWidth, height: paneHeight })
  const stripes = times(
    9,
    (index) =>
      `<rect x="${round((width * (index + 0.5)) / 9)}" width="2" height="${round(floor)}" fill="${palette.light}" fill-opacity="0.14"/>`,
  )
  return [
    `<rect width="${width}" height="${height}" fill="${palette.far}"/>`,
    ...stripes,
    `<svg x="${round(x)}" y="${round(y)}" width="${round(paneWidth)}" height="${round(paneHeight)}">${outside}</svg>`,
    `<path d="M${round(x)} ${round(y)}h${round(paneWidth)}v${round(paneHeight)}h${round(-paneWidth)}ZM${round(x + paneWidth / 2)} ${round(y)}v${round(paneHeight)}M${round(x)} ${round(y + paneHeight * 0.45)}h${round(paneWidth)}" fill="none" stroke="${palette.light}" stroke-width="9"/>`,
    `<path d="M${round(lampX)} 0V${round(height * 0.16)}" stroke="${palette.near}" stroke-width="4"/><path d="M${round(lampX - width * 0.035)} ${round(height * 0.15)}h${round(width * 0.07)}l${round(width * 0.05)} ${round(height * 0.07)}h${round(-width * 0.17)}Z" fill="${palette.shirt}"/>`,
    `<rect y="${round(floor)}" width="${width}" height="${round(height - floor)}" fill="${palette.middle}"/><rect y="${round(floor)}" width="${width}" height="7" fill="${palette.light}" fill-opacity="0.6"/>`,
    `<ellipse cx="${round(width / 2)}" cy="${round(height * 0.93)}" rx="${round(width * 0.4)}" ry="${round(height * 0.05)}" fill="${palette.near}" fill-opacity="0.55"/>`,
  ].join('')
}

function times(count: number, draw: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => draw(index))
}

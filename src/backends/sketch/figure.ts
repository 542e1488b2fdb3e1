/** A simple person. Who it is (skin, hair) comes from the references or the prompt; pose and size from the seed. */
import type { Palette } from './palette.ts'
import { randomFrom } from './random.ts'
import { round } from './sky.ts'

export interface Figure {
  /** The same number is the same person in every picture. */
  readonly person: number
  readonly pose: number
  /** Centre and radius of the head, in pixels. */
  readonly x: number
  readonly y: number
  readonly headRadius: number
  /** Looks to the left instead of the right. */
  readonly mirrored: boolean
  readonly palette: Palette
}

/** SVG of the figure: 12.6 head radii tall from the head's centre to the feet. */
export function drawFigure(figure: Figure): string {
  const looks = randomFrom(figure.person)
  const skin = looks.pick(['#f3c9a5', '#d99e73', '#a86b45', '#7a4a30', '#fbdcc2'])
  const hair = looks.pick(['#2a1c17', '#6b3e22', '#b9772f', '#17171c', '#8f8f96', '#a23b2a'])
  const style = looks.pick(hairStyles)
  const mirror = figure.mirrored ? -1 : 1
  const { shirt, trousers } = figure.palette
  const scale = figure.headRadius
  return `<g transform="translate(${round(figure.x)} ${round(figure.y)}) scale(${round(scale * mirror)} ${round(scale)})" stroke="#1c1a20" stroke-width="0.1" stroke-linejoin="round" stroke-linecap="round">${[
    `<path d="${style.behind}" fill="${hair}"/>`,
    `<path d="M-1.15 5.6L-1 12.2H-0.15L0 7.4L0.15 12.2H1L1.15 5.6Z" fill="${trousers}"/><path d="M-1.2 12.6a0.2 0.4 0 0 1 1.1-0.4v0.4ZM1.4 12.6a0.3 0.4 0 0 0-1.25-0.4v0.4Z" fill="#1c1a20"/>`,
    `<path d="M-0.36 0.7V1.6Q0 1.95 0.36 1.6V0.7Z" fill="${skin}"/>`,
    arms(figure.pose, shirt, skin),
    `<path d="M-0.5 1.42Q-1.75 1.6 -1.78 2.3L-1.3 6.2H1.3L1.78 2.3Q1.75 1.6 0.5 1.42Q0 1.95 -0.5 1.42Z" fill="${shirt}"/>`,
    `<path d="M0 2.6V6.1M-0.9 5.2l0.3 -0.35M-0.8 5.6l0.5 -0.55" fill="none" stroke-opacity="0.35" stroke-width="0.07"/>`,
    `<ellipse rx="0.82" ry="1" fill="${skin}"/>`,
    face(figure.pose),
    `<path d="${style.front}" fill="${hair}"/>`,
  ].join('')}</g>`
}

interface HairStyle {
  readonly behind: string
  readonly front: string
}

const hairStyles: readonly [HairStyle, ...HairStyle[]] = [
  { behind: 'M-0.95 -0.2Q-1.2 1.6 -1.1 2.2H1.1Q1.2 1.4 0.95 -0.2Z', front: fringe() },
  { behind: 'M-0.98 -0.2Q-1.15 0.8 -0.95 1.05H0.95Q1.15 0.8 0.98 -0.2Z', front: fringe() },
  {
    behind: 'M-0.4 -1.2a0.45 0.45 0 1 1 0.8 0Z',
    front: 'M-0.86 -0.1Q-0.9 -1.15 0 -1.15Q0.9 -1.15 0.86 -0.1Q0.6 -0.75 0 -0.75Q-0.6 -0.75 -0.86 -0.1Z',
  },
  {
    behind: 'M0 0Z',
    front: 'M-0.86 0Q-1 -1.2 0 -1.2Q1 -1.2 0.86 0Q0.8 -0.5 0.6 -0.62Q0 -0.5 -0.62 -0.66Q-0.8 -0.5 -0.86 0Z',
  },
]

function fringe(): string {
  return 'M-0.95 0.35Q-1.15 -1.2 0 -1.2Q1.15 -1.2 0.95 0.35Q0.75 -0.45 0.25 -0.7Q-0.35 -0.35 -0.75 -0.3Q-0.85 0 -0.95 0.35Z'
}

function face(pose: number): string {
  const mouth =
    pose % 2 === 0
      ? 'M-0.24 0.5Q0.05 0.72 0.34 0.48'
      : 'M-0.1 0.48a0.17 0.14 0 1 0 0.34 0a0.17 0.1 0 1 0 -0.34 0'
  return `<g fill="none" stroke-width="0.08"><path d="M-0.42 -0.22h0.24M0.24 -0.22h0.26M0.1 0.02l0.1 0.2h-0.12"/><path d="${mouth}"/></g><g stroke="none" fill="#1c1a20"><circle cx="-0.28" cy="0" r="0.09"/><circle cx="0.38" cy="0" r="0.09"/></g>`
}

/** Both arms as bent lines with a hand at the end: at ease, waving, on the hips, pointing. */
function arms(pose: number, sleeve: string, skin: string): string {
  const bends = armPoses[pose % armPoses.length] ?? armPoses[0]
  return bends
    .map(({ path, hand }) =>
      [
        `<path d="${path}" fill="none" stroke-width="0.82"/>`,
        `<circle cx="${hand[0]}" cy="${hand[1]}" r="0.34" fill="${skin}"/>`,
        `<path d="${path}" fill="none" stroke="${sleeve}" stroke-width="0.64"/>`,
      ].join(''),
    )
    .join('')
}

interface Arm {
  readonly path: string
  readonly hand: readonly [x: number, y: number]
}

const leftAtEase: Arm = { path: 'M-1.45 2.2L-1.85 4.2L-1.7 5.7', hand: [-1.68, 6.1] }
const armPoses: readonly [readonly Arm[], ...(readonly Arm[])[]] = [
  [leftAtEase, { path: 'M1.45 2.2L1.85 4.2L1.7 5.7', hand: [1.68, 6.1] }],
  [leftAtEase, { path: 'M1.45 2.2L2.6 2.9L2.75 1', hand: [2.8, 0.5] }],
  [
    { path: 'M-1.45 2.2L-2.6 3.9L-1.6 5', hand: [-1.4, 5.2] },
    { path: 'M1.45 2.2L2.6 3.9L1.6 5', hand: [1.4, 5.2] },
  ],
  [leftAtEase, { path: 'M1.45 2.2L2.5 3L3.7 2.6', hand: [4.1, 2.45] }],
]

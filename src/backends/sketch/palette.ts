/** The colours of a candidate. Neighbours differ most, so that slots of one take are told apart at a glance. */

export interface Palette {
  readonly skyTop: string
  readonly skyBottom: string
  readonly far: string
  readonly middle: string
  readonly near: string
  readonly light: string
  readonly shirt: string
  readonly trousers: string
  readonly night: boolean
}

export const palettes: readonly [Palette, ...Palette[]] = [
  palette('#4aa3ec #d3efff #8fb9d6 #5f9a72 #3d6b4c #fff3c2 #e8543f #2f3f5c'),
  palette('#e8683f #ffd9a0 #c46a4d #8f4438 #572a2e #fff0b8 #2f6f8f #3a2430'),
  palette('#0b1738 #3d5c9e #24407a #172b57 #0c1833 #f5f1d5 #e0a526 #131a2c', true),
  palette('#6ccdbd #f0fbe4 #8fcfae #4d9f86 #256355 #fffad1 #f2a03d #284b54'),
  palette('#5d2a6e #f7a1a8 #a2527f #6b2f62 #3d1c42 #ffe3cf #f3d250 #2b1836'),
  palette('#77879a #e4e9ee #a3b0bd #70808f #434f5b #ffffff #c33c54 #2b323b'),
  palette('#f0b63f #fff2cd #d98a4b #b15b36 #6f3423 #fffbe6 #3b7f74 #4a2a20'),
  palette('#9b86dc #f7e6ff #b7a0dc #8069b5 #4a3b80 #fff6de #36a07a #2c2650'),
]

function palette(colours: string, night = false): Palette {
  const [
    skyTop = '',
    skyBottom = '',
    far = '',
    middle = '',
    near = '',
    light = '',
    shirt = '',
    trousers = '',
  ] = colours.split(' ')
  return { skyTop, skyBottom, far, middle, near, light, shirt, trousers, night }
}

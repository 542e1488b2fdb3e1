/** What is to be drawn: the words, the chance and the references, without a backend around them. */

export interface Drawing {
  readonly title: string
  readonly prompt: string
  /** 32-bit unsigned; arranges the picture. */
  readonly seed: number
  /** `9:16`. */
  readonly aspectRatio: string
  /** Encoded images. What cannot be decoded is drawn as a hatched tile. */
  readonly references: readonly Uint8Array[]
  /** Chooses colours and shot, neighbours differ most. Without it the seed does. */
  readonly variant?: number
  /** One to three characters for the corner: the slot. */
  readonly badge?: string
  /** The small line at the bottom. Without it: the seed. */
  readonly note?: string
}

export interface ClipDrawing extends Drawing {
  /** Encoded image that the clip begins with; without one the scene is drawn. */
  readonly startFrame?: Uint8Array
  /** Encoded image that the clip ends on. */
  readonly endFrame?: Uint8Array
}

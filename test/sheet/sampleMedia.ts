/** Stills and clips for sheets in tests: drawn here, small, different from one another. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import encoder from 'h264-mp4-encoder'
import sharp from 'sharp'

/** Pixels; a clip's must be multiples of 16. */
export interface Size {
  readonly width: number
  readonly height: number
}

const SKIES = [
  ['#f3c9a0', '#c46b4d', '#5b2f35'],
  ['#cfe0e4', '#86a9b3', '#33505c'],
  ['#f1e2bd', '#a9b27a', '#3f5240'],
  ['#d9cfe6', '#8f7ca8', '#3d3352'],
] as const

export async function writeStill(path: string, size: Size, seed: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await sharp(Buffer.from(landscape(size, seed)))
    .png({ palette: true })
    .toFile(path)
}

/** One second. */
export async function writeClip(path: string, size: Size, seed: number): Promise<void> {
  const film = await encoder.createH264MP4Encoder()
  film.width = size.width
  film.height = size.height
  film.frameRate = 8
  film.quantizationParameter = 30
  film.initialize()
  for (let frame = 0; frame < 8; frame += 1) {
    const pixels = await sharp(Buffer.from(landscape(size, seed + frame / 40)))
      .ensureAlpha()
      .raw()
      .toBuffer()
    film.addFrameRgba(pixels)
  }
  film.finalize()
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, film.FS.readFile(film.outputFilename))
  film.delete()
}

function landscape({ width, height }: Size, seed: number): string {
  const [light, middle, dark] = SKIES[Math.floor(seed) % SKIES.length] ?? SKIES[0]
  const part = (index: number) => Math.abs(Math.sin(seed * 12.9898 + index * 78.233))
  const hill = (level: number, index: number) =>
    `M0 ${height * level} Q ${width * part(index)} ${height * (level - 0.16)} ${width} ${height * (level + 0.06 * part(index + 1))} V ${height} H 0 Z`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="${middle}"/><stop offset=".75" stop-color="${light}"/></linearGradient></defs>
<rect width="100%" height="100%" fill="url(#sky)"/>
<circle cx="${width * (0.2 + 0.6 * part(1))}" cy="${height * (0.2 + 0.2 * part(2))}" r="${Math.min(width, height) * 0.13}" fill="#fff" fill-opacity=".75"/>
<path d="${hill(0.6, 3)}" fill="${middle}"/><path d="${hill(0.75, 5)}" fill="${dark}" fill-opacity=".7"/><path d="${hill(0.88, 7)}" fill="${dark}"/>
</svg>`
}

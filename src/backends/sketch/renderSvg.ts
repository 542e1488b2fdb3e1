/** SVG to pixels with the fonts that ship with Retake: no system fonts, so the same bytes on every machine. */
import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'
import type { FrameSize } from './frameSize.ts'

/** RGBA, 4 bytes a pixel, row by row. Drawn in a thread of libuv's. */
export async function renderSvg(content: string, size: FrameSize): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${content}</svg>`
  const image = await renderAsync(svg, {
    font: content.includes('<text') ? shippedFonts : { loadSystemFonts: false },
  })
  return image.pixels
}

const require = createRequire(import.meta.url)

const shippedFonts = {
  loadSystemFonts: false,
  fontFiles: ['DejaVuSansCondensed.ttf', 'DejaVuSansCondensed-Bold.ttf'].map((file) =>
    require.resolve(`dejavu-fonts-ttf/ttf/${file}`),
  ),
  defaultFontFamily: 'DejaVu Sans Condensed',
}

/** The references of a candidate as small prints pinned onto its picture, each with the start of its hash. */
import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { FrameSize } from './frameSize.ts'

const mostShown = 6
const sidePx = 84

/** SVG along the upper left edge. An image that cannot be decoded becomes a hatched tile with a question mark. */
export async function drawPinned(references: readonly Uint8Array[], picture: FrameSize): Promise<string> {
  const room = Math.max(1, Math.floor((picture.width - 190) / (sidePx + 20)))
  const shown = references.slice(0, Math.min(mostShown, room * 2))
  const prints = await Promise.all(
    shown.map(async (bytes) => ({ hash: hashOf(bytes), href: await thumbnail(bytes) })),
  )
  const drawn = prints.map(({ hash, href }, index) => {
    const x = 26 + (index % room) * (sidePx + 20)
    const y = 26 + Math.floor(index / room) * (sidePx + 40)
    const tilt = (Number.parseInt(hash, 16) % 9) - 4
    return drawPrint(x, y, tilt, hash, href)
  })
  const hidden = references.length - shown.length
  const more = `<text x="28" y="${24 + Math.ceil(shown.length / room) * (sidePx + 40) + 8}" font-size="20" font-weight="700" fill="#fff">+${hidden} more</text>`
  return drawn.join('') + (hidden > 0 ? more : '')
}

function drawPrint(x: number, y: number, tilt: number, hash: string, href: string | null): string {
  const inside =
    href === null
      ? `<rect x="6" y="6" width="${sidePx - 12}" height="${sidePx - 12}" fill="#c9c4d4"/><text x="${sidePx / 2}" y="56" font-size="40" font-weight="700" fill="#6b6478" text-anchor="middle">?</text>`
      : `<image x="6" y="6" width="${sidePx - 12}" height="${sidePx - 12}" href="${href}"/>`
  return [
    `<g transform="translate(${x} ${y}) rotate(${tilt} ${sidePx / 2} ${sidePx / 2})">`,
    `<rect x="3" y="4" width="${sidePx}" height="${sidePx + 18}" fill="#000" fill-opacity="0.25"/>`,
    `<rect width="${sidePx}" height="${sidePx + 18}" fill="#fffdf6"/>`,
    inside,
    `<text x="${sidePx / 2}" y="${sidePx + 11}" font-size="13" fill="#6b6478" text-anchor="middle">${hash}</text>`,
    '</g>',
  ].join('')
}

async function thumbnail(bytes: Uint8Array): Promise<string | null> {
  const side = (sidePx - 12) * 2
  const image = sharp(bytes, { limitInputPixels: 100_000_000 }).resize(side, side, {
    fit: 'cover',
    position: 'top',
  })
  const png = await image.removeAlpha().png({ compressionLevel: 1 }).toBuffer().catch(notAnImage)
  return png === null ? null : `data:image/png;base64,${png.toString('base64')}`
}

/** sharp rejects with a plain Error whatever was wrong with the bytes. */
function notAnImage(): null {
  return null
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 5)
}

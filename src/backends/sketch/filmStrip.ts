/** The words of a clip: a dark strip of film with title, prompt and a bar for the time that has passed. */
import { captionOf } from './caption.ts'
import type { Drawing } from './drawing.ts'
import type { FrameSize } from './frameSize.ts'
import type { Palette } from './palette.ts'
import { escapeXml, plainText } from './safeText.ts'
import { wrapText } from './wrapText.ts'

const margin = 12
const film = '#17161c'

export function drawFilmStrip(
  drawing: Drawing,
  picture: FrameSize,
  height: number,
  palette: Palette,
): string {
  const top = picture.height
  const width = picture.width - margin * 2
  const title = wrapText(plainText(drawing.title) || 'Untitled scene', 21, width - 42, 1)[0] ?? ''
  const lineCount = Math.max(1, Math.floor((height - 76) / 15))
  const caption = wrapText(captionOf(drawing.prompt), 11.5, width, lineCount).map(
    (line, index) =>
      `<text x="${margin}" y="${top + 57 + index * 15}" font-size="11.5" fill="#cfccd6">${escapeXml(line)}</text>`,
  )
  const note = wrapText(plainText(drawing.note ?? `seed ${drawing.seed}`), 8.5, width - 84, 1)[0] ?? ''
  return [
    `<rect y="${top}" width="${picture.width}" height="${height}" fill="${film}"/>`,
    perforation(picture, top + 4),
    `<text x="${margin}" y="${top + 36}" font-size="20" font-weight="700" fill="#fff">${escapeXml(title)}</text>`,
    ...caption,
    `<text x="${margin}" y="${top + height - 11}" font-size="8.5" fill="#8b8794">${escapeXml(note)}</text>`,
    `<rect y="${top + height - 5}" width="${picture.width}" height="5" fill="#3a3842"/>`,
    stamp(picture.width - 44, top + height - 20),
    badge(drawing.badge ?? '', picture, palette),
  ].join('')
}

/** Where the bar runs when the clip is over. */
export function progressBar(size: FrameSize) {
  return { x: 0, y: size.height - 5, width: size.width, height: 5 }
}

/** Down here: up in the picture the start frame often has one of its own. */
function stamp(x: number, y: number): string {
  return `<g transform="translate(${x} ${y}) rotate(-4)"><rect x="-35" y="-11" width="70" height="22" rx="3" fill="none" stroke="#ff8a80" stroke-width="2"/><text y="5" font-size="13.5" font-weight="700" fill="#ff8a80" text-anchor="middle" letter-spacing="0.6">SKETCH</text></g>`
}

function perforation({ width }: FrameSize, y: number): string {
  const holes = Array.from({ length: Math.ceil(width / 16) }, (_, index) => `M${index * 16 + 4} ${y}h8v5h-8z`)
  return `<path d="${holes.join('')}" fill="#fbf7ec" fill-opacity="0.75"/>`
}

function badge(text: string, { width, height }: FrameSize, palette: Palette): string {
  if (text === '') return ''
  const x = width - 30
  const y = height + 4
  return `<circle cx="${x}" cy="${y}" r="20" fill="${palette.shirt}" stroke="#fff" stroke-width="3"/><text x="${x}" y="${y + 7.5}" font-size="${text.length > 2 ? 13 : 21}" font-weight="700" fill="#fff" text-anchor="middle">${escapeXml(plainText(text))}</text>`
}

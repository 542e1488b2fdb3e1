/** The words of a still: the paper card with title and prompt, the slot's badge, the stamp. */

import { captionOf } from './caption.ts'
import type { Drawing } from './drawing.ts'
import type { FrameSize } from './frameSize.ts'
import type { Palette } from './palette.ts'
import { escapeXml, plainText } from './safeText.ts'
import { wrapText } from './wrapText.ts'

const paper = '#fbf7ec'
const ink = '#211f26'

/** Lies under the picture and fills the rest of the frame. */
export function drawCard(drawing: Drawing, picture: FrameSize, height: number, palette: Palette): string {
  const margin = 22
  const width = picture.width - margin * 2
  const top = picture.height
  const title = plainText(drawing.title) || 'Untitled scene'
  const titleSize = Math.round(height * 0.19)
  const titleLine = wrapText(title, titleSize * 1.08, width - (drawing.badge ? 84 : 0), 1)[0] ?? ''
  const noteY = top + height - 13
  const captionTop = top + titleSize * 1.72
  const room = { width, height: noteY - 12 - captionTop }
  const { lines, fontSize } = fitCaption(captionOf(drawing.prompt), room, height)
  const caption = lines.map(
    (line, index) =>
      `<text x="${margin}" y="${captionTop + (index + 0.8) * fontSize * 1.3}" font-size="${fontSize}" fill="#4a4650">${escapeXml(line)}</text>`,
  )
  const note = wrapText(plainText(drawing.note ?? `seed ${drawing.seed}`), 13, width, 1)[0] ?? ''
  return [
    `<rect y="${top}" width="${picture.width}" height="${height}" fill="${paper}"/>`,
    `<rect y="${top}" width="${picture.width}" height="7" fill="${palette.shirt}"/>`,
    `<text x="${margin}" y="${top + titleSize * 1.4}" font-size="${titleSize}" font-weight="700" fill="${ink}">${escapeXml(titleLine)}</text>`,
    ...caption,
    `<text x="${margin}" y="${noteY}" font-size="13" fill="#8a8490">${escapeXml(note)}</text>`,
  ].join('')
}

/** The largest of three sizes at which the whole text fits; else the smallest, cut. */
function fitCaption(text: string, room: FrameSize, cardHeight: number) {
  const fitted = [0.13, 0.11, 0.09].map((share) => {
    const fontSize = Math.max(15, Math.round(cardHeight * share))
    const lineCount = Math.max(1, Math.floor(room.height / (fontSize * 1.3)))
    return { fontSize, lines: wrapText(text, fontSize, room.width, lineCount) }
  })
  const whole = fitted.find(({ lines }) => lines.at(-1)?.endsWith('…') !== true)
  return whole ?? fitted.at(-1) ?? { fontSize: 15, lines: [] }
}

/** The slot, large, on the edge between picture and card. */
export function drawBadge(badge: string, { width, height }: FrameSize, palette: Palette): string {
  if (badge === '') return ''
  const x = width - 58
  const y = height + 4
  const fontSize = badge.length > 2 ? 26 : 40
  return `<circle cx="${x}" cy="${y}" r="38" fill="${palette.shirt}" stroke="${paper}" stroke-width="6"/><text x="${x}" y="${y + fontSize * 0.36}" font-size="${fontSize}" font-weight="700" fill="#fff" text-anchor="middle">${escapeXml(plainText(badge))}</text>`
}

/** Says that nobody generated this. */
export function drawStamp({ width }: FrameSize): string {
  return `<g transform="translate(${width - 88} 52) rotate(8)"><rect x="-66" y="-22" width="132" height="44" rx="6" fill="${paper}" fill-opacity="0.86"/><rect x="-61" y="-17" width="122" height="34" rx="4" fill="none" stroke="#b3261e" stroke-width="3"/><text y="9" font-size="25" font-weight="700" fill="#b3261e" text-anchor="middle" letter-spacing="2">SKETCH</text></g>`
}

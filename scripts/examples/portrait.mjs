// Draws an avatar: a flat bust on a plain ground, enough to tell five presenters apart. 512 × 640, a few kilobytes.
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'

/**
 * @typedef {object} Look
 * @property {string} skin
 * @property {string} hair
 * @property {'bun' | 'long' | 'short' | 'curls' | 'beard'} hairStyle
 * @property {string} shirt
 * @property {string} background
 */

/**
 * @param {string} path
 * @param {Look} look
 */
export async function writePortrait(path, look) {
  await mkdir(dirname(path), { recursive: true })
  await sharp(Buffer.from(portrait(look)))
    .png({ palette: true, colours: 64, effort: 10 })
    .toFile(path)
}

/** @param {Look} look */
function portrait({ skin, hair, hairStyle, shirt, background }) {
  const { behind, before } = hairShapes[hairStyle]
  return `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="640">
<rect width="512" height="640" fill="${background}"/>
<circle cx="256" cy="300" r="236" fill="#fff" fill-opacity=".28"/>
<g fill="${hair}">${behind}</g>
<path d="M40 640 C50 520 120 474 212 462 L300 462 C392 474 462 520 472 640 Z" fill="${shirt}"/>
<path d="M206 400 H306 V468 C306 500 206 500 206 468 Z" fill="${skin}"/>
<path d="M206 420 C236 452 280 452 306 420 V440 C280 470 232 470 206 440 Z" fill="#000" fill-opacity=".13"/>
<path d="M204 462 L256 536 L308 462 L330 474 L258 576 L182 474 Z" fill="#000" fill-opacity=".12"/>
<ellipse cx="150" cy="300" rx="17" ry="30" fill="${skin}"/><ellipse cx="362" cy="300" rx="17" ry="30" fill="${skin}"/>
<path d="M152 270 C152 176 200 138 256 138 C312 138 360 176 360 270 C360 372 312 436 256 436 C200 436 152 372 152 270 Z" fill="${skin}"/>
<g fill="${hair}">${before}</g>
<g fill="none" stroke="${hair}" stroke-width="9" stroke-linecap="round"><path d="M190 262 Q212 250 234 261"/><path d="M278 261 Q300 250 322 262"/></g>
<g fill="#2b211d"><ellipse cx="213" cy="292" rx="9.5" ry="11"/><ellipse cx="299" cy="292" rx="9.5" ry="11"/></g>
<path d="M256 296 L246 340 Q256 350 266 342" fill="none" stroke="#000" stroke-opacity=".22" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>
<path d="M222 378 Q256 402 290 378" fill="none" stroke="#8c4038" stroke-width="9" stroke-linecap="round"/>
</svg>`
}

const fringe =
  '<path d="M146 280 C138 160 196 112 256 112 C316 112 374 160 366 280 C352 226 318 196 256 198 C194 196 160 226 146 280 Z"/>'

/** @type {Record<Look['hairStyle'], { behind: string, before: string }>} */
const hairShapes = {
  bun: { behind: '<circle cx="256" cy="98" r="54"/>', before: fringe },
  long: {
    behind: '<path d="M132 280 C120 120 392 120 380 280 L398 520 C340 560 172 560 114 520 Z"/>',
    before:
      '<path d="M146 290 C140 160 200 112 262 112 C326 112 372 160 366 290 C352 230 330 200 270 186 C220 190 166 226 146 290 Z"/>',
  },
  short: {
    behind: '',
    before:
      '<path d="M146 282 C128 150 190 96 270 104 C340 106 382 160 366 282 C360 240 350 214 330 196 C290 208 220 206 186 190 C164 214 152 240 146 282 Z"/>',
  },
  curls: {
    behind:
      '<circle cx="150" cy="210" r="62"/><circle cx="362" cy="210" r="62"/><circle cx="140" cy="300" r="54"/><circle cx="372" cy="300" r="54"/><circle cx="256" cy="130" r="80"/>',
    before:
      '<circle cx="186" cy="166" r="46"/><circle cx="256" cy="144" r="52"/><circle cx="326" cy="166" r="46"/>',
  },
  beard: {
    behind: '',
    before: `${fringe}<path d="M152 292 C154 390 204 450 256 450 C308 450 358 390 360 292 C346 350 324 360 300 356 Q256 344 212 356 C188 360 166 350 152 292 Z"/>`,
  },
}

// Draws the still that the hand-written example holds as approved: a bar of soap on a dish at a window, 288 × 512.
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import sharp from 'sharp'

/** @param {string} path */
export async function writeStillLife(path) {
  await mkdir(dirname(path), { recursive: true })
  await sharp(Buffer.from(stillLife)).png({ palette: true, colours: 64, effort: 10 }).toFile(path)
}

const stillLife = `<svg xmlns="http://www.w3.org/2000/svg" width="288" height="512">
<rect width="288" height="512" fill="#d9d2c3"/>
<rect x="40" y="40" width="208" height="236" rx="4" fill="#c3d5dc"/>
<path d="M40 206 Q110 168 248 214 V276 H40 Z" fill="#8da58d"/>
<path d="M144 40 V276 M40 150 H248" stroke="#f4f0e6" stroke-width="9"/>
<rect y="322" width="288" height="190" fill="#8a6a4c"/>
<path d="M0 366 H288 M0 426 H288" stroke="#000" stroke-opacity=".12" stroke-width="3"/>
<ellipse cx="144" cy="404" rx="104" ry="24" fill="#f3efe6"/><ellipse cx="144" cy="399" rx="86" ry="16" fill="#e0d9cb"/>
<rect x="80" y="342" width="128" height="56" rx="18" fill="#e7c78f"/><rect x="80" y="342" width="128" height="24" rx="12" fill="#f2dcb2"/>
</svg>`

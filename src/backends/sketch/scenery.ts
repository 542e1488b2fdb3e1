/** The place of a scene: sky, land and things, chosen by the words of the prompt, arranged by the seed. */

import { drawCity, drawForest, drawHills, drawRoom, drawSea } from './places.ts'
import { hashText } from './random.ts'
import type { Stage } from './stage.ts'

/** SVG of the whole backdrop. The same prompt is always the same kind of place. */
export function drawScenery(stage: Stage, prompt: string): string {
  const draw = places.find(({ words }) => words.test(prompt))?.draw ?? fallbackPlace(prompt)
  return draw(stage)
}

type Place = (stage: Stage) => string

const places: readonly { readonly words: RegExp; readonly draw: Place }[] = [
  { words: /\b(kitchen|room|bed|sofa|desk|office|studio|bathroom|mirror|indoors?|table)\b/i, draw: drawRoom },
  { words: /\b(street|city|town|car|bus|shop|market|rooftop|skyline)\b/i, draw: drawCity },
  { words: /\b(beach|sea|ocean|lake|river|harbou?r|boat|waves?)\b/i, draw: drawSea },
  { words: /\b(forest|park|garden|trees?|woods|camp)\b/i, draw: drawForest },
  { words: /\b(hills?|mountains?|desert|field|farm|valley|road)\b/i, draw: drawHills },
]

function fallbackPlace(prompt: string): Place {
  return places[hashText(prompt) % places.length]?.draw ?? drawHills
}

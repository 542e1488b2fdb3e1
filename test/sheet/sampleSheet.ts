/** Sheets for tests: every state of a generation, and as many of them as asked for. */
import { join } from 'node:path'
import type { Sheet, SheetGeneration } from '../../src/outputs/sheet/sheet.ts'
import { type Size, writeClip, writeStill } from './sampleMedia.ts'

const TALL: Size = { width: 288, height: 512 }
const STILL_PROMPT =
  'Vertical smartphone photograph, natural morning light. A tea grower in her fifties stands between two rows of low tea bushes, a flat bamboo basket on her hip, looking straight into the lens. Moss-green linen shirt with rolled sleeves, hair tied back, a few loose strands. Mist in the valley behind her, dew on the leaves in the foreground. Skin with pores and fine lines, no make-up look, no retouching. The horizon is slightly tilted, the framing casual, as if a friend had taken it. She holds the basket with her left hand; her right hand rests on the leaves. Nobody else is in the picture, and there is no lettering anywhere.'
const JSON_PROMPT =
  '{"scene":"potting bench","camera":{"lens_mm":35,"height":"eye level","distance_m":1.50},"light":["window from the left","no flash"],"subject":{"who":"the grower from the reference","wearing":"moss-green linen shirt","doing":"weighs rolled leaves on a brass scale"},"avoid":["lettering","extra fingers","studio look"],"mood":"quiet, early, unposed"}'

/** A generation in which all went well; `changes` makes it another. */
export function generation(changes: Partial<SheetGeneration> = {}): SheetGeneration {
  const title = changes.title ?? 'Scene 01 image'
  return {
    tab: 'Main',
    nodeId: 14,
    title,
    row: 1,
    rowCount: 1,
    kind: 'image',
    status: 'generated',
    reason: null,
    take: 1,
    prompt: STILL_PROMPT,
    parameters: [
      { name: 'model', value: 'nano_banana_2' },
      { name: 'aspectRatio', value: '9:16' },
      { name: 'resolution', value: '2K' },
    ],
    inputs: [{ role: 'reference', label: 'avatar.png', href: 'media/avatar.png' }],
    slotCount: 4,
    candidates: candidates([1, 2, 3, 4], 'media/still'),
    earlierTakes: [],
    moreTakes: 0,
    picks: [{ gate: 15, gateTitle: `Approve ${title.toLowerCase()}`, slot: 2, by: 'approved', passes: true }],
    waitingGates: [],
    error: null,
    ...changes,
  }
}

/** `{base}-{slot}.png`, or `.mp4` for a clip. */
export function candidates(
  slots: readonly number[],
  base: string,
  mark: 'new' | 'kept' | 'adopted' = 'new',
): SheetGeneration['candidates'] {
  const extension = base.includes('clip') ? 'mp4' : 'png'
  return slots.map((slot) => ({
    slot,
    href: `${base}-${slot}.${extension}`,
    ...TALL,
    seed: 8_190_000 + slot * 7_919,
    mark,
    rejected: null,
  }))
}

export function clip(changes: Partial<SheetGeneration> = {}): SheetGeneration {
  return generation({
    nodeId: 18,
    title: 'Scene 01 video',
    kind: 'video',
    prompt:
      'She looks up from the basket, smiles and says: "We pick at six, before the sun is on the leaves, because a warm leaf has already started to lose its scent." Handheld, slight sway, birds, no music.',
    parameters: [
      { name: 'veoModel', value: 'fast' },
      { name: 'durationSeconds', value: '8' },
      { name: 'aspectRatio', value: '9:16' },
    ],
    inputs: [{ role: 'start frame', label: 'Scene 01 image, candidate 2', href: 'media/still-2.png' }],
    candidates: candidates([1, 2, 3, 4], 'media/clip'),
    picks: [{ gate: 19, gateTitle: 'Approve scene 01 video', slot: 1, by: 'auto', passes: true }],
    ...changes,
  })
}

/** Three scenes, one of them with two rows: each state once. */
export function sampleSheet(): Sheet {
  const gateless = { picks: [], waitingGates: [] }
  const generations: SheetGeneration[] = [
    generation(),
    clip({ candidates: candidates([1, 2, 3, 4], 'media/clip', 'kept'), status: 'reused' }),
    generation({
      nodeId: 24,
      title: 'Scene 02 image',
      row: 1,
      rowCount: 2,
      prompt: JSON_PROMPT,
      take: 2,
      candidates: [...candidates([1, 3], 'media/still', 'kept'), ...candidates([2, 4], 'media/still', 'new')],
      picks: [{ gate: 25, gateTitle: 'Approve scene 02 image', slot: 3, by: 'approved', passes: false }],
      waitingGates: [{ gate: 25, title: 'Approve scene 02 image' }],
      reason: 'Slots 2 and 4 were rolled again; the pick waits for a new approval.',
    }),
    generation({
      nodeId: 24,
      title: 'Scene 02 image',
      row: 2,
      rowCount: 2,
      status: 'partial',
      candidates: candidates([1, 2, 4], 'media/still'),
      picks: [{ gate: 25, gateTitle: 'Approve scene 02 image', slot: 1, by: 'auto', passes: true }],
      error: {
        errorType: 'timeout',
        slots: [3],
        attempts: 3,
        message: '504: Task timed out (300 s)',
        strategy: 'Run again: only this slot is sent. It usually succeeds on retry.',
      },
    }),
    clip({
      nodeId: 28,
      title: 'Scene 02 video',
      status: 'held',
      candidates: [],
      ...gateless,
      take: null,
      inputs: [{ role: 'start frame', label: 'Scene 02 image', href: null }],
      reason: 'The still of scene 02 waits for approval at gate 25.',
    }),
    generation({
      nodeId: 34,
      title: 'Scene 03 image',
      candidates: candidates([1, 2, 3, 4], 'media/still', 'adopted'),
    }),
    clip({
      nodeId: 38,
      title: 'Scene 03 video',
      status: 'failed',
      candidates: [],
      ...gateless,
      error: {
        errorType: 'content_policy',
        slots: [1, 2, 3, 4],
        attempts: 1,
        message: '400: PUBLIC_ERROR_UNSAFE_GENERATION: The prompt was blocked by a safety filter.',
        strategy:
          'Change the wording of the prompt, then rerun this node. The same prompt is not sent again by itself.',
      },
    }),
    clip({
      nodeId: 48,
      title: 'Scene 04 video',
      status: 'skipped',
      candidates: [],
      ...gateless,
      take: null,
      reason: 'Switched off in the file.',
    }),
  ]
  return {
    workflow: 'TEAS1-V0-1',
    writtenAt: '2026-11-23 09:41',
    backend: 'glabs',
    sketch: false,
    receipt: 'paid 11 · reused 8 · waiting for you: Scene 02 image (gate 25)',
    generatedFile: 'TEAS1-V0-1-generated-20261123-094112.nbflow',
    tabs: [{ name: 'Main', generations }],
  }
}

/** `tabCount` accounts with `sceneCount` stills and as many clips each. */
export function largeSheet(tabCount: number, sceneCount: number): Sheet {
  const tabs = Array.from({ length: tabCount }, (_, index) => {
    const tab = `Account ${String.fromCharCode(65 + index)}`
    const generations = Array.from({ length: sceneCount }, (_, scene) => {
      const name = `Scene ${String(scene + 1).padStart(2, '0')}`
      return [
        generation({ tab, nodeId: scene * 10 + 4, title: `${name} image` }),
        clip({ tab, nodeId: scene * 10 + 8, title: `${name} video` }),
      ]
    }).flat()
    return { name: tab, generations }
  })
  return { ...sampleSheet(), workflow: 'STUG1-V0-1', tabs }
}

/** The files that the sheets above name, below `folder`. */
export async function writeSampleMedia(folder: string): Promise<void> {
  await writeStill(join(folder, 'media/avatar.png'), { width: 256, height: 256 }, 2)
  for (const slot of [1, 2, 3, 4]) {
    await writeStill(join(folder, `media/still-${slot}.png`), TALL, slot)
    await writeStill(join(folder, `media/former-${slot}.png`), TALL, slot + 4.5)
    await writeStill(join(folder, `media/wide-${slot}.png`), { width: 512, height: 288 }, slot)
    await writeClip(join(folder, `media/clip-${slot}.mp4`), TALL, slot)
  }
}

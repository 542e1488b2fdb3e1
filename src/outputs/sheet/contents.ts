/** The way in: a strip of the picked stills, or, where that would be too much to load at once, the scenes by name. */
import { type FrameSize, frameSize } from './frameSize.ts'
import { type Html, html } from './html.ts'
import { safeUrl } from './safeUrl.ts'
import type { SheetScene, SheetScenes } from './scenes.ts'
import type { SheetGeneration } from './sheet.ts'

const MOST_STRIP_FRAMES = 24
const FEW_SCENES = 6

export function contents(tabs: readonly SheetScenes[]): Html | null {
  const scenes = tabs.flatMap((tab) => tab.scenes)
  const stills = scenes.flatMap((scene) => scene.rows.flatMap((row) => stripFrame(scene, row)))
  if (tabs.length === 1 && stills.length > 1 && stills.length <= MOST_STRIP_FRAMES) {
    return html`<nav class="strip" aria-label="Scenes">${stills.map(stripItem)}</nav>
`
  }
  if (tabs.length === 1 && scenes.length <= FEW_SCENES) return null
  const lists = tabs.map(
    (tab) => html`<div><h2 dir="auto"><a href="#${tab.anchor}">${tab.name}</a></h2>
<ul>${tab.scenes.map((scene) => html`<li class="${worstStatus(scene)}"><a href="#${scene.anchor}">${scene.title}</a></li>`)}</ul></div>
`,
  )
  return html`<nav class="contents" aria-label="Contents">${lists}</nav>
`
}

interface StripFrame {
  readonly anchor: string
  readonly name: string
  readonly url: string | null
  readonly size: FrameSize
}

function stripFrame(scene: SheetScene, row: SheetGeneration): StripFrame[] {
  if (row.kind === 'video') return []
  const slot = row.picks.find((pick) => pick.passes)?.slot ?? row.picks[0]?.slot
  const shown =
    row.candidates.find((candidate) => candidate.slot === slot) ??
    row.candidates.find((candidate) => candidate.rejected === null) ??
    row.candidates[0]
  const name = row.rowCount > 1 ? `${scene.title}, ${row.row}` : scene.title
  return [
    { anchor: scene.anchor, name, url: safeUrl(shown?.href ?? null)?.url ?? null, size: frameSize(row) },
  ]
}

function stripItem({ anchor, name, url, size }: StripFrame): Html {
  const picture =
    url === null
      ? html`<svg class="missing" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" aria-hidden="true"></svg>`
      : html`<img decoding="async" width="${size.width}" height="${size.height}" src="${url}" alt="">`
  return html`<a href="#${anchor}">${picture}<span>${name}</span></a>`
}

function worstStatus(scene: SheetScene): string {
  const bad = scene.rows.find((row) => row.status === 'failed' || row.status === 'partial')
  if (bad !== undefined) return 'failed'
  return scene.rows.some((row) => row.status === 'held' || row.waitingGates.length > 0) ? 'waiting' : ''
}

/**
 * The contact sheet: one static page that explains itself. It has no script, asks no server for anything but the
 * media it names, and shows nothing of a workflow that is not escaped.
 */
import { createHash } from 'node:crypto'
import { contents } from './contents.ts'
import { type Html, html } from './html.ts'
import { paperStyles } from './paperStyles.ts'
import { sceneArticle } from './sceneArticle.ts'
import { type SheetScenes, scenesByTab } from './scenes.ts'
import { screenStyles } from './screenStyles.ts'
import type { Sheet } from './sheet.ts'
import { summary } from './summary.ts'

/** Phones refuse to open more players than this at once; further clips load when they are played. */
const MOST_PRELOADED_CLIPS = 36

/** Returns the whole document. */
export function renderSheet(sheet: Sheet): string {
  const tabs = scenesByTab(sheet)
  const styles = `${screenStyles}${paperStyles}`
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${sheet.workflow} · ${sheet.sketch ? 'sketch' : 'contact sheet'}</title>
<link rel="icon" href="data:,">
<style>${{ markup: styles }}</style>
</head>
<body>
<main>
${summary(sheet, tabs)}${contents(tabs)}${tabSections(tabs)}</main>
<footer>
<p>${sheet.sketch ? 'Sketch of ' : ''}${sheet.workflow} · ${sheet.writtenAt} · ${sheet.receipt}</p>
<p>Made by Retake. A picture opens in full when clicked; the numbers are the keys that pick.</p>
</footer>
</body>
</html>
`
  return page.markup
}

function tabSections(tabs: readonly SheetScenes[]): Html[] {
  const preloadOfScene = preloads(tabs)
  return tabs.map(
    (tab) => html`<section class="tab" id="${tab.anchor}">
${tabs.length > 1 ? html`<h2 dir="auto">${tab.name}</h2>` : null}
${tab.scenes.map((scene) => sceneArticle(scene, preloadOfScene.get(scene.anchor) ?? 'none'))}
</section>
`,
  )
}

function preloads(tabs: readonly SheetScenes[]): Map<string, 'metadata' | 'none'> {
  let clips = 0
  const byAnchor = new Map<string, 'metadata' | 'none'>()
  for (const scene of tabs.flatMap((tab) => tab.scenes)) {
    for (const row of scene.rows) clips += row.kind === 'video' ? row.candidates.length : 0
    byAnchor.set(scene.anchor, clips <= MOST_PRELOADED_CLIPS ? 'metadata' : 'none')
  }
  return byAnchor
}

/** `file:` because not every browser counts a file beside the page as `'self'`. */
function contentPolicy(styles: string): string {
  const digest = createHash('sha256').update(styles).digest('base64')
  const media = "'self' file: https: http: data:"
  return `default-src 'none'; style-src 'sha256-${digest}'; img-src ${media}; media-src ${media}; base-uri 'none'; form-action 'none'`
}

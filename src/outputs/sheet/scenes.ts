/** The order of the page: tabs, in them scenes (one generation node with all its rows), each with an anchor. */
import type { Sheet, SheetGeneration } from './sheet.ts'

export interface SheetScenes {
  readonly name: string
  readonly anchor: string
  readonly scenes: readonly SheetScene[]
}

export interface SheetScene {
  readonly anchor: string
  readonly title: string
  /** At least one. */
  readonly rows: readonly SheetGeneration[]
}

/** Rows of one node follow one another in the sheet; they become one scene. Tabs without a generation are left out. */
export function scenesByTab(sheet: Sheet): SheetScenes[] {
  return sheet.tabs
    .map((tab, index) => {
      const anchor = `tab-${index + 1}`
      return { name: tab.name, anchor, scenes: scenesOf(tab.generations, anchor) }
    })
    .filter((tab) => tab.scenes.length > 0)
}

function scenesOf(generations: readonly SheetGeneration[], tabAnchor: string): SheetScene[] {
  const rowsByNode = new Map<number, SheetGeneration[]>()
  for (const generation of generations) {
    const rows = rowsByNode.get(generation.nodeId)
    if (rows === undefined) rowsByNode.set(generation.nodeId, [generation])
    else rows.push(generation)
  }
  return [...rowsByNode].map(([nodeId, rows]) => ({
    anchor: `${tabAnchor}-node-${nodeId}`,
    title: rows[0]?.title || `Node ${nodeId}`,
    rows,
  }))
}

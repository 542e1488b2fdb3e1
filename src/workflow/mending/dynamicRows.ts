/** Rows written as an object around one text, such as `{"text": "…"}`, become that text. Others cannot be told. */
import type { Edit } from '../edits.ts'
import { isJsonArray, isJsonObject, type JsonValue } from '../json.ts'
import { type DocumentNode, labelOf } from '../reading/nodes.ts'
import type { Tab } from '../reading/tabs.ts'
import { type MendedTab, mendOf, nodePath } from './step.ts'

export function mendDynamicRows(tab: Tab): MendedTab {
  const rows = tab.nodes.flatMap((node) => wrappedRows(node).map((wrapped) => ({ node, ...wrapped })))
  if (rows.length === 0) return { tab, edits: [], mends: [] }
  return {
    tab: { ...tab, nodes: tab.nodes.map(withTexts) },
    edits: rows.map(({ node, row, text }): Edit => {
      return { path: [...nodePath(tab, node), 'properties', 'dynamicRows', row], value: text }
    }),
    mends: rows.map(({ node, row }) => {
      const field = `properties.dynamicRows[${row}]`
      const message = `row ${row + 1} of ${labelOf(node)} was taken out of the object around its text.`
      return mendOf(tab, node, { code: 'dynamic-rows-not-strings', field, message })
    }),
  }
}

function withTexts(node: DocumentNode): DocumentNode {
  const { dynamicRows } = node.properties
  if (wrappedRows(node).length === 0 || !isJsonArray(dynamicRows)) return node
  const texts = dynamicRows.map((row) => onlyText(row) ?? row)
  return { ...node, properties: { ...node.properties, dynamicRows: texts } }
}

function wrappedRows({ kind, properties }: DocumentNode): { row: number; text: string }[] {
  const { dynamicMode, dynamicRows } = properties
  if (kind !== 'prompt' || dynamicMode !== true || !isJsonArray(dynamicRows)) return []
  return dynamicRows.flatMap((value, row) => {
    const text = onlyText(value)
    return text === null ? [] : { row, text }
  })
}

function onlyText(value: JsonValue): string | null {
  if (!isJsonObject(value)) return null
  const [text, ...rest] = Object.values(value)
  return typeof text === 'string' && rest.length === 0 ? text : null
}

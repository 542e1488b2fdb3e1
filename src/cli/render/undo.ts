/** What was taken back, as a person reads it. */
import { relative } from 'node:path'
import type { UndoReport } from '../../commands/undo.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'

const MOST_SUMMARY = 200

export function renderUndo({ workflow, undone, files, views, left }: UndoReport, cwd: string): string {
  const name = safeText(workflow)
  if (undone === null) {
    return `${name}: nothing is left to undo (picks, rejections, and changes of the source by Retake are).\n`
  }
  const place = (path: string) => safeText(relative(cwd, path) || path)
  const by = undone.who === null ? '' : ` · ${oneLine(undone.who, MOST_SUMMARY)}`
  const lines = [`undone ${oneLine(undone.summary, MOST_SUMMARY)}${by}`]
  if (files !== null) lines.push(`stands ${place(files.path)}`)
  if (files?.backup != null) lines.push(`kept   ${place(files.backup)}`)
  if (views?.output != null) lines.push(`newest ${place(views.output)}`)
  if (views?.sheet != null) lines.push(`sheet  ${place(views.sheet)}`)
  if (views !== null) lines.push(safeText(views.receipt))
  const more = left === 0 ? 'nothing more to undo' : `${left} more can be undone`
  lines.push(style('bold', `${name}: nothing paid, no take deleted; ${more}`))
  return `${lines.join('\n')}\n`
}

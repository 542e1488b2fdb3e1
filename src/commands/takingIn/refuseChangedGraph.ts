/** A copy that asks for something else than its source runs nothing: what differs is told, and how it becomes a version. */
import { basename, relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { compareDocuments } from '../../workflow/comparing/compareDocuments.ts'
import type { DocumentDifference } from '../../workflow/comparing/difference.ts'
import type { Document } from '../../workflow/document.ts'
import { wordsOf } from '../../workflow/wordChanges.ts'

const MOST_LINES = 12
const MOST_LETTERS = 400

/**
 * @param written the file as Retake wrote it, or null where that is not known: then it is compared with its source
 * @throws RetakeError `usage`
 */
export function refuseChangedGraph(
  copy: {
    readonly path: string
    readonly document: Document
    /** What its public URLs stand for in the source. */
    readonly references: ReadonlyMap<string, string>
  },
  written: Document | null,
  { name, document }: { readonly name: string; readonly document: Document },
  cwd: string,
): void {
  const sameUrl = (before: string, after: string) => isSameFile(before, copy.references.get(after) ?? after)
  const difference =
    written === null
      ? compareDocuments(document, copy.document, { sameUrl })
      : compareDocuments(written, copy.document)
  if (!difference.isGraphChanged) return
  const lines = linesOf(difference)
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${line.slice(0, MOST_LETTERS)}`)
  if (lines.length > MOST_LINES) shown.push(`  and ${lines.length - MOST_LINES} more: retake diff`)
  const place = relative(cwd, copy.path) || copy.path
  const message = `${basename(copy.path)} was changed: it asks for something else than ${name}. Nothing was sent.\n${shown.join('\n')}`
  throw new RetakeError('usage', message, {
    next: `Make it the next version: retake edit ${name} --from ${quoted(place)}. Or name the source, ${name}, to leave it aside.`,
  })
}

/** References are rewritten for where a generated file lies; where that was is not known then. */
function isSameFile(before: string, after: string): boolean {
  return before === after || fileName(before) === fileName(after)
}

function fileName(url: string): string {
  return url.startsWith('data:') ? url : (url.split(/[\\/]/).at(-1) ?? url)
}

function linesOf({ tabs, nodes, prompts, parameters, wiring }: DocumentDifference): string[] {
  const named = ({ nodeId, title }: { nodeId: number | null; title: string }) => `"${title}" (node ${nodeId})`
  return [
    ...tabs.map(({ is, before, after }) => `tab ${before ?? after} ${is}`),
    ...nodes.map((node) => `${named(node)} ${node.is}`),
    ...prompts.map((prompt) => {
      const row = prompt.row === null ? '' : `, row ${prompt.row}`
      return `prompt of ${named(prompt)}${row}: ${inWords(prompt.before, prompt.after)}`
    }),
    ...parameters.map(
      (parameter) =>
        `${parameter.field} of ${named(parameter)}: ${JSON.stringify(parameter.before)} → ${JSON.stringify(parameter.after)}`,
    ),
    ...wiring.map(({ message }) => message),
  ]
}

/** As `why` shows it. */
function inWords(before: string, after: string): string {
  const words = wordsOf(before, after)
  if (words === null) return 'another text'
  return words
    .map(({ text, is }) => (is === 'same' ? shortened(text) : is === 'added' ? `{+${text}+}` : `[-${text}-]`))
    .join('')
    .replace(/\s+/g, ' ')
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 24)} … ${text.slice(-24)}` : text
}

function quoted(path: string): string {
  return /\s/.test(path) ? `"${path}"` : path
}

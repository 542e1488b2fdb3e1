/** What went to the mirror, what did not and why; with `--check`, which URLs do not hold. */
import { relative } from 'node:path'
import type { MirrorOutput } from '../../commands/mirror.ts'
import type { RunReport } from '../../commands/runReport.ts'
import { oneLine, safeText } from '../safeText.ts'
import { style } from '../style.ts'
import { table } from './table.ts'

const MOST_SHOWN = 20

export function renderMirror(
  { workflow, output, isNewOutput, mirrored, checked }: MirrorOutput,
  cwd: string,
): string {
  if (output === null && checked !== null && checked.sound + checked.problems.length === 0)
    return `${safeText(workflow)} has nothing at the mirror yet. To make something: retake run ${safeText(workflow)}\n`
  const file =
    output === null ? '' : `${isNewOutput ? 'wrote ' : 'newest'} ${relative(cwd, output) || output}`
  const parts = [
    checked === null ? '' : renderProblems(checked.problems),
    mirrored === null ? '' : renderFailed(mirrored),
    file,
    mirrored === null ? '' : style('bold', receiptOf(mirrored)),
    checked === null ? '' : style('bold', sumOf(checked)),
    (checked?.problems.length ?? 0) > 0 ? afterCheck(workflow, checked?.problems ?? []) : '',
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** For a run: what keeps its relative path, and how it is caught up with. Empty where all is there. */
export function renderUnmirrored(mirror: RunReport['mirror'], workflow: string): string {
  if (mirror === null || mirror.failed.length === 0) return ''
  return `${renderFailed(mirror)}\n  ${style('dim', 'next')} retake mirror ${safeText(workflow)}`
}

type Mirrored = NonNullable<MirrorOutput['mirrored']>
type Checked = NonNullable<MirrorOutput['checked']>

/** One block for each reason. */
function renderFailed({ failed }: Mirrored): string {
  const byReason = new Map<string, string[]>()
  for (const { name, reason } of failed) byReason.set(reason, [...(byReason.get(reason) ?? []), name])
  return [...byReason]
    .map(([reason, names]) => {
      const shown = names.slice(0, MOST_SHOWN).map((name) => `  ${oneLine(name, 80)}`)
      const more = names.length - shown.length
      const files = `${names.length} file${names.length === 1 ? ' keeps its' : 's keep their'} relative path`
      return [
        `${style('yellow', 'not mirrored')} ${files}: ${oneLine(reason, 400)}`,
        ...shown,
        ...(more > 0 ? [`  and ${more} more`] : []),
      ].join('\n')
    })
    .join('\n')
}

function renderProblems(problems: Checked['problems']): string {
  if (problems.length === 0) return ''
  const rows = problems
    .slice(0, MOST_SHOWN)
    .map(({ is, title, url, reason }) => [
      style('red', is),
      oneLine(title, 32),
      oneLine(reason, 60),
      oneLine(url, 200),
    ])
  const more = problems.length - rows.length
  return [
    table(['', 'title', 'why', 'url'], rows),
    ...(more > 0 ? [`and ${more} more: --json lists all`] : []),
  ].join('\n')
}

function receiptOf({ target, uploaded, sentBytes, found, failed }: Mirrored): string {
  const parts = [
    `uploaded ${uploaded}${uploaded > 0 ? ` (${megabytes(sentBytes)})` : ''}`,
    ...(found > 0 ? [`there already ${found}`] : []),
    ...(failed.length > 0 ? [`not mirrored ${failed.length}`] : []),
  ]
  const isIdle = uploaded + found + failed.length === 0
  return isIdle
    ? `Everything is at the mirror: ${safeText(target)}`
    : `${parts.join(' · ')} · ${safeText(target)}`
}

function sumOf({ sound, problems }: Checked): string {
  const all = sound + problems.length
  return problems.length === 0
    ? `${sound} of ${all} URLs answer anybody with the right bytes`
    : `${sound} of ${all} hold; ${problems.length} ${problems.length === 1 ? 'does' : 'do'} not`
}

function afterCheck(workflow: string, problems: Checked['problems']): string {
  const next = (text: string) => `${style('dim', 'next')} ${text}`
  const isAny = (...kinds: readonly Checked['problems'][number]['is'][]) =>
    problems.some(({ is }) => kinds.includes(is))
  return [
    isAny('not mirrored', 'missing') ? next(`upload them (again): retake mirror ${safeText(workflow)}`) : '',
    isAny('other bytes')
      ? next('somebody replaced an object: take it away, or change mirror.prefix, then: retake mirror FILE')
      : '',
    isAny('not public')
      ? next('let anybody read the bucket: its public access (R2), or a bucket policy (S3)')
      : '',
    isAny('unreachable') ? next('check R2_PUBLIC_URL or S3_PUBLIC_URL, and that it is up') : '',
  ]
    .filter((line) => line !== '')
    .join('\n')
}

function megabytes(bytes: number): string {
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** What an edit must not do: break a JSON prompt, empty a prompt, or bring an error that was not there before. */
import type { Backend } from '../../backends/backend.ts'
import { RetakeError } from '../../errors.ts'
import type { Finding, Wiring } from '../../workflow/model.ts'
import { brokenJson } from '../../workflow/rewriting/promptJson.ts'
import type { FieldChange, Rewriting } from '../../workflow/rewriting/rewrite.ts'
import { describeFinding, findingsOf, sentence } from '../findings.ts'
import { nameOf } from './editTargets.ts'

export interface BeforeAndAfter {
  readonly before: Wiring
  readonly after: Wiring
  readonly rewriting: Rewriting
  readonly backend: Backend
}

/** @throws RetakeError `usage` */
export function refuseBreaking({ before, after, rewriting, backend }: BeforeAndAfter): void {
  for (const change of rewriting.changes) refuseBrokenText(change)
  const former = new Map(before.generations.map((generation) => [generation.key, generation]))
  for (const generation of after.generations) {
    const was = former.get(generation.key)?.prompt ?? ''
    const { prompt, row, rowCount } = generation
    const name = `${nameOf(generation)}${rowCount > 1 ? ` row ${row}` : ''}`
    if (was.trim() !== '' && prompt.trim() === '') throw emptied(name)
    const mistake = was === prompt ? null : brokenJson(was, prompt)
    if (mistake !== null) throw broken(`The whole prompt of ${name}, once it is filled,`, mistake)
  }
  refuseNewErrors(newErrors({ before, after, rewriting, backend }))
}

function refuseBrokenText({ tab, nodeId, title, row, before, after }: FieldChange): void {
  if (typeof before !== 'string' || typeof after !== 'string') return
  const mistake = brokenJson(before, after)
  if (mistake === null) return
  throw broken(`${nameOf({ tab, nodeId, title })}${row === null ? '' : ` row ${row}`}`, mistake)
}

function broken(
  name: string,
  { line, column, problem }: NonNullable<ReturnType<typeof brokenJson>>,
): RetakeError {
  const message = `${name} is a JSON document and would be none any more: line ${line}, column ${column}: ${problem}. Nothing was written.`
  return new RetakeError('usage', message, {
    next: 'Mend that place of the new text; within a JSON text, quotation marks are written \\" and line breaks \\n.',
  })
}

function emptied(name: string): RetakeError {
  return new RetakeError('usage', `The prompt of ${name} would be empty. Nothing was written.`, {
    next: 'Give it a text, or switch the node off in PatchWork.',
  })
}

/** Of the document: what is not wrong at that place already. Of the backend: at nodes that it did not refuse already. */
function newErrors({ before, after, rewriting, backend }: BeforeAndAfter): Finding[] {
  const originals = new Map(rewriting.copies.map(({ tab, from, id }) => [`${tab}:${id}`, from.id]))
  const placeOf = ({ code, tab, nodeId, field }: Finding) =>
    JSON.stringify([code, tab, originals.get(`${tab}:${nodeId}`) ?? nodeId, field])
  const known = new Set(before.findings.filter(isError).map(placeOf))
  const refused = new Set(refusalsBefore(before, backend).map(nodeOf))
  const all = findingsOf(after, backend)
  return [
    ...all.slice(0, after.findings.length).filter((finding) => !known.has(placeOf(finding))),
    ...all.slice(after.findings.length).filter((finding) => !refused.has(nodeOf(finding))),
  ].filter(isError)
}

/** A backend names one mistake at a time, and an error of the document, or an empty prompt, hides it. */
function refusalsBefore({ generations, ...wiring }: Wiring, backend: Backend): Finding[] {
  const written = generations.map((generation) =>
    generation.prompt.trim() === '' ? { ...generation, prompt: 'any' } : generation,
  )
  return findingsOf({ ...wiring, generations: written, findings: [] }, backend).filter(isError)
}

function nodeOf({ tab, nodeId }: Finding): string {
  return `${tab}:${nodeId}`
}

function isError({ severity }: Finding): boolean {
  return severity === 'error'
}

function refuseNewErrors(errors: readonly Finding[]): void {
  if (errors.length === 0) return
  const lines = errors.map((finding) => `  ${describeFinding(finding)} ${sentence(finding.mend)}`).join('\n')
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`
  throw new RetakeError('usage', `The edit would bring ${count}. Nothing was written.\n${lines}`, {
    next: 'Change something else, or take along what has to go with it.',
  })
}

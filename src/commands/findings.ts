/** What is wrong with a workflow, from the document and from the backend that is to run it. */
import { type Backend, isRefusal } from '../backends/backend.ts'
import { RetakeError } from '../errors.ts'
import type { Finding, Generation, Wiring } from '../workflow/model.ts'

/** Inputs need not be there: a backend reads no media to say what it supports. */
const NO_MEDIA = { sha256: '', open: () => new ReadableStream<Uint8Array>() }

export function findingsOf(wiring: Wiring, backend: Backend): Finding[] {
  const seen = new Set<string>()
  const ofBackend = wiring.generations.flatMap((generation) => {
    const node = `${generation.tab}:${generation.nodeId}`
    if (generation.off !== null || seen.has(node)) return []
    seen.add(node)
    return unsupported(generation, backend)
  })
  return [...wiring.findings, ...ofBackend]
}

/** @throws RetakeError `check_failed` when one of the findings is an error */
export function refuseErrors(findings: readonly Finding[], name: string): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const lines = errors.map((finding) => `  ${describeFinding(finding)}`).join('\n')
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`
  throw new RetakeError('check_failed', `${name} has ${count}; nothing was sent.\n${lines}`, {
    next: `Mend the file, then look again: retake check ${name}`,
  })
}

function describeFinding({ tab, nodeId, title, field, message, mend }: Finding): string {
  const place = [tab, nodeId === null ? null : `node ${nodeId}`, title && `"${title}"`, field].filter(Boolean)
  return `${place.length > 0 ? `${place.join(', ')}: ` : ''}${sentence(message)} ${sentence(mend)}`.trim()
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return text === '' || /[.!?)]$/.test(text) ? first : `${first}.`
}

function unsupported(generation: Generation, backend: Backend): Finding[] {
  const { kind, title, prompt, parameters, tab, nodeId } = generation
  const inputs = generation.inputs.map(({ role }) => ({ role, media: NO_MEDIA }))
  const chance = { seed: 0, take: 1, slot: 1 }
  const answer = backend.supports({ kind, title, prompt, parameters, inputs, chance })
  const place = { tab, nodeId, title }
  if (isRefusal(answer)) {
    const { code, message, mend, field = null } = answer
    return [{ ...place, code, severity: 'error', field, message, mend }]
  }
  return answer.map(({ code, message, field = null }) => ({
    ...place,
    code,
    severity: 'warning',
    field,
    message,
    mend: '',
  }))
}

/** What is wrong with a workflow, from the document and from the backend that is to run it. */
import { type Backend, isRefusal } from '../backends/backend.ts'
import { RetakeError } from '../errors.ts'
import type { Mending } from '../workflow/mend.ts'
import type { Finding, Generation, Wiring } from '../workflow/model.ts'
import type { Source } from './finding/source.ts'

type Mend = Mending['mends'][number]

/** Inputs need not be there: a backend reads no media to say what it supports. */
const NO_MEDIA = { sha256: '', open: () => new ReadableStream<Uint8Array>() }

export function findingsOf(wiring: Wiring, backend: Backend): Finding[] {
  // A node that the document already refuses is not complained of twice.
  const refused = wiring.findings.filter(({ severity }) => severity === 'error')
  const seen = new Set(refused.map(({ tab, nodeId }) => `${tab}:${nodeId}`))
  const ofBackend = wiring.generations.flatMap((generation) => {
    const node = `${generation.tab}:${generation.nodeId}`
    if (generation.off !== null || seen.has(node)) return []
    seen.add(node)
    return unsupported(generation, backend)
  })
  return [...wiring.findings, ...ofBackend]
}

/** @throws RetakeError `check_failed` when one of the findings is an error */
export function refuseErrors(
  findings: readonly Finding[],
  { name, broll }: Pick<Source, 'name' | 'broll'>,
): void {
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const lines = errors.map((finding) => `  ${describeFinding(finding)} ${sentence(finding.mend)}`).join('\n')
  const count = errors.length === 1 ? 'an error' : `${errors.length} errors`
  throw new RetakeError('check_failed', `${name} has ${count}; nothing was sent.\n${lines}`, {
    next:
      broll === null
        ? `Mend the file, then look again: retake check ${name}`
        : `Correct "broll" in retake.config (model, ratio, resolution and so on are from there), then look again: retake check ${name}`,
  })
}

/** One line: where and what. What the message names itself is not named twice. */
export function describeFinding({ tab, nodeId, title, field, message }: Finding | Mend): string {
  const named = [title, field].filter((part) => part !== null && part !== '' && !message.includes(part))
  const node = nodeId === null ? [] : [`node ${nodeId}`]
  const place = [...(tab === null ? [] : [tab]), ...node, ...named.map((part) => `"${part}"`)].join(', ')
  return `${place === '' ? '' : `${place}: `}${sentence(message)}`
}

/** With a capital (but for the name of a field) and a full stop. */
export function sentence(text: string): string {
  const isWord = /^[a-z]+[ ,]/.test(text)
  const first = isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text
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
    // An empty prompt is the document's own finding, with the reason why it is empty.
    return code === 'prompt-empty' ? [] : [{ ...place, code, severity: 'error', field, message, mend }]
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

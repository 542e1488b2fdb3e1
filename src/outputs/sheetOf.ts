/** What the contact sheet shows of a view. */
import { candidatesOf } from '../engine/claims.ts'
import type { CandidateRecord } from '../store/history.ts'
import type { GenerationInput } from '../workflow/model.ts'
import { rebaseUrl } from './generatedFile.ts'
import { hrefOf } from './hrefOf.ts'
import type { Sheet, SheetGeneration, SheetInput } from './sheet/sheet.ts'
import { sheetTakes } from './sheetTakes.ts'
import { MOST_NAME, MOST_PROMPT, MOST_VALUE, shortText } from './shortText.ts'
import { strategyOf } from './strategy.ts'
import { readableTime } from './timestamp.ts'
import type { View, ViewedGeneration } from './view.ts'

/**
 * @param folder where the sheet will lie
 * @param urls of readable copies as seen from the sheet, by `copyKey`
 */
export function sheetOf(
  view: View,
  generatedFile: string | null,
  folder: string,
  urls: ReadonlyMap<string, string>,
): Sheet {
  const byKey = new Map(view.generations.map((viewed) => [viewed.node.generation.key, viewed]))
  const tabs = new Map<string, SheetGeneration[]>()
  for (const viewed of view.generations) {
    const { tab } = viewed.node.generation
    if (!tabs.has(tab)) tabs.set(tab, [])
    tabs.get(tab)!.push(generationOf(viewed, { view, folder, byKey, urls }))
  }
  return {
    workflow: view.workflow.name,
    writtenAt: readableTime(new Date()),
    backend: view.backendName,
    sketch: view.variant === 'sketch',
    receipt: view.receipt,
    generatedFile,
    tabs: [...tabs].map(([name, generations]) => ({ name: shortText(name, MOST_NAME), generations })),
  }
}

interface Place {
  readonly view: View
  /** Where the sheet will lie. */
  readonly folder: string
  readonly byKey: ReadonlyMap<string, ViewedGeneration>
  readonly urls: ReadonlyMap<string, string>
}

function generationOf(viewed: ViewedGeneration, place: Place): SheetGeneration {
  const { view, urls } = place
  const { node, held, outcome } = viewed
  const { tab, nodeId, title, row, rowCount, kind, prompt, parameters, slotCount } = node.generation
  const nameGate = (gate: string) => view.gates.get(gate)!
  const waiting = [...new Set([...viewed.waits, ...(node.state.is === 'held' ? node.state.gates : [])])]
  const [failure] = outcome.failures
  return {
    tab: shortText(tab, MOST_NAME), nodeId, title: shortText(title, MOST_NAME), row, rowCount, kind,
    prompt: shortText(prompt, MOST_PROMPT), slotCount, status: outcome.status,
    reason: outcome.reason === null ? null : shortText(outcome.reason, MOST_VALUE),
    take: held?.number ?? null,
    parameters: Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [{ name: shortText(name, MOST_NAME), value: shortText(String(value), MOST_VALUE) }] : [],
    ),
    inputs: node.generation.inputs.map((input, at) => inputOf(input, node.inputs[at], place)),
    candidates: candidatesOf(held)
      .map(({ slot, width, height, seed, ...candidate }) => ({
        slot, width, height, seed,
        href: hrefOf({ slot, width, height, seed, ...candidate }, urls),
        mark: held?.take.assumed ? 'adopted' : node.made.includes(slot) ? 'new' : 'kept',
        rejected: viewed.rejections.find((each) => each.slot === slot)?.tell ?? null,
      })),
    earlierTakes: sheetTakes(viewed, place.byKey, urls), moreTakes: viewed.earlier.more,
    picks: viewed.picks.map(({ gate, slot, by, passes }) => ({
      gate: nameGate(gate).nodeId, gateTitle: shortText(nameGate(gate).title, MOST_NAME), slot, by, passes,
    })),
    waitingGates: waiting.map((gate) => ({ gate: nameGate(gate).nodeId, title: shortText(nameGate(gate).title, MOST_NAME) })),
    error:
      failure === undefined
        ? null
        : {
            errorType: failure.errorType, slots: failure.slots, attempts: failure.attempts,
            message: shortText(failure.message, MOST_VALUE), strategy: strategyOf(failure, view),
          },
  } // biome-ignore format: one field per line where it says something, else together
}

function inputOf(
  input: GenerationInput,
  sha256: string | undefined,
  { view, folder, byKey, urls }: Place,
): SheetInput {
  const { role } = input
  if (input.from === 'reference') {
    return {
      role,
      label: shortText(nameOf(input.url), MOST_NAME),
      href: sha256 ? rebaseUrl(input.url, view.sourceFolder, folder) : null,
    }
  }
  const supplier = byKey.get(input.generation)!
  const candidate = candidateWith(supplier, sha256)
  const title = shortText(supplier.node.generation.title, MOST_NAME)
  if (candidate === null) return { role, label: title, href: null }
  return { role, label: `${title}, candidate ${candidate.slot}`, href: hrefOf(candidate, urls) }
}

function nameOf(url: string): string {
  if (/^\s*data:/i.test(url)) return 'in the file'
  const path = /^\s*https?:/i.test(url) ? url.replace(/[?#].*$/s, '') : url
  return path.split(/[\\/]/).at(-1) ?? path
}

function candidateWith({ held }: ViewedGeneration, sha256: string | undefined): CandidateRecord | null {
  for (const candidate of held?.take.candidates.values() ?? [])
    if (candidate.sha256 === sha256) return candidate
  return null
}

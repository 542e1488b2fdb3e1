/** What the contact sheet shows of a view. */
import { candidatesOf } from '../engine/claims.ts'
import type { CandidateRecord } from '../store/history.ts'
import type { GenerationInput } from '../workflow/model.ts'
import { rebaseUrl, urlOf } from './generatedFile.ts'
import type { Sheet, SheetGeneration, SheetInput } from './sheet/sheet.ts'
import { sheetTakes } from './sheetTakes.ts'
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
    tabs: [...tabs].map(([name, generations]) => ({ name, generations })),
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
    tab, nodeId, title, row, rowCount, kind, prompt, slotCount,
    status: outcome.status,
    reason: outcome.reason,
    take: held?.number ?? null,
    parameters: Object.entries(parameters).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [{ name, value: String(value) }] : [],
    ),
    inputs: node.generation.inputs.map((input, at) => inputOf(input, node.inputs[at], place)),
    candidates: candidatesOf(held)
      .map(({ slot, width, height, seed, ...candidate }) => ({
        slot, width, height, seed,
        href: urlOf({ slot, width, height, seed, ...candidate }, urls),
        mark: held?.take.assumed ? 'adopted' : node.made.includes(slot) ? 'new' : 'kept',
        rejected: viewed.rejections.find((each) => each.slot === slot)?.tell ?? null,
      })),
    earlierTakes: sheetTakes(viewed, place.byKey, urls), moreTakes: viewed.earlier.more,
    picks: viewed.picks.map(({ gate, slot, by, passes }) => ({
      gate: nameGate(gate).nodeId, gateTitle: nameGate(gate).title, slot, by, passes,
    })),
    waitingGates: waiting.map((gate) => ({ gate: nameGate(gate).nodeId, title: nameGate(gate).title })),
    error:
      failure === undefined
        ? null
        : {
            errorType: failure.errorType, slots: failure.slots, attempts: failure.attempts,
            message: failure.message, strategy: strategyOf(failure, view),
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
    const name = input.url.startsWith('data:')
      ? 'in the file'
      : (input.url.split(/[\\/]/).at(-1) ?? input.url)
    return { role, label: name, href: sha256 ? rebaseUrl(input.url, view.sourceFolder, folder) : null }
  }
  const supplier = byKey.get(input.generation)!
  const candidate = candidateWith(supplier, sha256)
  const { title } = supplier.node.generation
  if (candidate === null) return { role, label: title, href: null }
  return { role, label: `${title}, candidate ${candidate.slot}`, href: urlOf(candidate, urls) }
}

function candidateWith({ held }: ViewedGeneration, sha256: string | undefined): CandidateRecord | null {
  for (const candidate of held?.take.candidates.values() ?? [])
    if (candidate.sha256 === sha256) return candidate
  return null
}

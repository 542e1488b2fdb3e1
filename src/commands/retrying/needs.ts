/** What a person has to change before a failure can heal: the words that were refused, the models there are. */
import type { Backend } from '../../backends/backend.ts'
import { nodeKey } from '../../engine/nodeKey.ts'
import type { StandingFailure } from '../../store/failures.ts'
import { clipOfNode } from '../../workflow/broll/brollDocument.ts'
import type { Generation } from '../../workflow/model.ts'
import type { Source } from '../finding/source.ts'
import { shortAddress } from '../shortAddress.ts'
import { namedWords } from './namedWords.ts'

export interface Need {
  readonly tab: string
  readonly nodeId: number
  readonly title: string
  readonly row: number
  readonly errorType: string
  /** The service's own words. */
  readonly message: string
  readonly prompt: string
  /** Words of the prompt that the service named. */
  readonly words: readonly string[]
  /** Models to choose from, where the model is what is wrong. */
  readonly models: readonly string[]
  /** Command lines, one of which mends it. */
  readonly commands: readonly string[]
}

export function needOf({ name, wiring, broll }: Source, failure: StandingFailure, backend: Backend): Need {
  const { tab, nodeId, title, row, errorType, message } = failure
  const generation = wiring.generations.find(({ key }) => key === nodeKey(failure))!
  const words = namedWords(message, generation.prompt)
  const isModel = errorType === 'model not available'
  const models = isModel ? (backend.models?.(generation.kind) ?? []) : []
  const address = shortAddress(generation, wiring)
  const edit = `retake edit ${name} ${address}`
  const atRow = generation.rowCount > 1 ? ` --row ${row}` : ''
  const asIs = `retake retry ${name} --nodes ${address} --as-is`
  const commands =
    broll !== null
      ? [`retake broll ${name} ${clipOfNode(nodeId)}`, asIs]
      : isModel
        ? models.map((model) => `${edit} --set ${modelField(generation)}=${model} --regen`)
        : [
            ...words.map((word) => `${edit}${atRow} --replace "${word}=>…" --regen`),
            `${edit}${atRow} --regen`,
            asIs,
          ]
  return { tab, nodeId, title, row, errorType, message, prompt: generation.prompt, words, models, commands }
}

/** `veoModel` decides where it stands. */
export function modelField({ parameters }: Generation): string {
  return parameters.veoModel === undefined ? 'model' : 'veoModel'
}

/** The request of one slot, from a generation and the media that arrive at it. */
import type { Chance, GenerationRequest } from '../backends/backend.ts'
import type { Vault } from '../media/vault.ts'
import type { Generation } from '../workflow/model.ts'

/** @param inputs SHA-256 of each input, in the order of `generation.inputs` */
export function requestOf(
  generation: Generation,
  inputs: readonly string[],
  chance: Chance,
  vault: Vault,
): GenerationRequest {
  const { kind, title, prompt, parameters } = generation
  const media = generation.inputs.map(({ role }, at) => {
    const sha256 = inputs[at]!
    return { role, media: { sha256, open: () => vault.open(sha256) } }
  })
  return { kind, title, prompt, parameters, inputs: media, chance }
}

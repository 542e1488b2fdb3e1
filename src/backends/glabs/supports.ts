/** What G-Labs would do wrong with a request, said before anything is spent: it replaces what it does not know silently. */
import type { FailureType } from '../../errors.ts'
import type { GenerationRequest, MediaKind, Refusal, Warning } from '../backend.ts'
import { durationOf, fieldsOf, referenceLimits, resolutionOf } from './body.ts'
import { given, glabsModels, modelNamed, modelOf, textOf } from './models.ts'

/** The first reason to refuse, else everything worth saying. Reads no media. */
export function supports(request: GenerationRequest): readonly Warning[] | Refusal {
  return refusalOf(request) ?? warningsOf(request)
}

function refusalOf(request: GenerationRequest): Refusal | null {
  const { kind, parameters, prompt } = request
  if (prompt.trim() === '') {
    return refuse('prompt-empty', 'prompt', 'the prompt is empty', 'write a prompt, or switch the node off')
  }
  const model = modelOf(kind, parameters)
  if (!glabsModels[kind].includes(model)) {
    const { field, value } = modelNamed(kind, parameters)
    const message = `G-Labs has no ${kind} model "${textOf(value)}"`
    return refuse('model-unknown', field, message, oneOf(glabsModels[kind]), 'model not available')
  }
  return unknownValue(request) ?? wrongFrames(request)
}

function unknownValue(request: GenerationRequest): Refusal | null {
  const { kind, parameters } = request
  const ratio = textOf(fieldsOf(request).aspect_ratio)
  if (!ratios[kind].includes(ratio)) {
    const message = `G-Labs makes no ${kind} of ratio "${ratio}"`
    return refuse('ratio-unknown', 'aspectRatio', message, oneOf(ratios[kind]))
  }
  const resolution = resolutionOf(request)
  if (!resolutions[kind].includes(resolution)) {
    const message = `G-Labs makes no ${kind} of resolution "${resolution}"`
    return refuse('resolution-unknown', 'resolution', message, oneOf(resolutions[kind]))
  }
  if (kind === 'image') return null
  if (![4, 6, 8].includes(durationOf(request))) {
    const message = `G-Labs makes no clip of "${textOf(parameters.durationSeconds)}" seconds`
    return refuse('duration-unknown', 'durationSeconds', message, oneOf(['4', '6', '8']))
  }
  const mode = given(parameters.mode)
  if (mode === undefined || modes.includes(textOf(mode).replaceAll('_', '-'))) return null
  const message = `G-Labs has no video mode "${textOf(mode)}" and would drop the frames`
  return refuse('mode-unknown', 'mode', message, oneOf(['frames-to-video', 'text-to-video', 'components']))
}

function wrongFrames({ kind, inputs }: GenerationRequest): Refusal | null {
  const has = (role: string) => inputs.some((input) => input.role === role)
  if (kind === 'image' || !has('end frame') || has('start frame')) return null
  const mend = 'link a start frame too, or use the end frame as the start frame'
  return refuse('start-frame-missing', 'start frame', 'there is an end frame but no start frame', mend)
}

function warningsOf(request: GenerationRequest): Warning[] {
  const { kind, parameters, inputs } = request
  const references = inputs.filter(({ role }) => role === 'reference').length
  const limit = referenceLimits[kind]
  const frames = inputs.length - references
  const checks: readonly (readonly [boolean, Warning])[] = [
    [given(parameters.seed) !== undefined, warn('seed-ignored', 'seed', 'G-Labs has no seeds; ignored')],
    [
      given(parameters.negativePrompt) !== undefined,
      warn('negative-prompt-ignored', 'negativePrompt', 'G-Labs takes no negative prompt; ignored'),
    ],
    [
      kind === 'image' && resolutionOf(request) === '512px',
      warn(
        'resolution-ignored',
        'resolution',
        'G-Labs makes nothing smaller than its base size; 512px ignored',
      ),
    ],
    [
      frames === 0 && references > limit,
      warn('references-cut', 'reference', `${references} references; only the first ${limit} are sent`),
    ],
    [
      kind === 'video' && frames > 0 && references > 0,
      warn('references-ignored', 'reference', 'a clip from frames takes no further references; not sent'),
    ],
    [
      kind === 'video' && inputs.length === 0 && parameters.mode === 'frames-to-video',
      warn('start-frame-missing', 'start frame', 'no start frame arrives; the clip is made from text alone'),
    ],
  ]
  return checks.flatMap(([applies, warning]) => (applies ? [warning] : []))
}

type Lists = Readonly<Record<MediaKind, readonly string[]>>

const ratios: Lists = { image: ['1:1', '3:4', '4:3', '9:16', '16:9'], video: ['16:9', '9:16'] }
const resolutions: Lists = { image: ['512px', '1K', '2K', '4K'], video: ['720p', '1080p', '4K'] }

/** The editor's words and the service's own; what is sent follows from the inputs. */
const modes: readonly string[] = [
  ...['frames-to-video', 'image-to-video', 'text-to-video', 'references-to-video', 'ingredients-to-video'],
  ...['start-image', 'start-end-image', 'components'],
]

function oneOf(names: readonly string[]): string {
  return `use one of ${names.join(', ')}`
}

function refuse(
  code: string,
  field: string,
  message: string,
  mend: string,
  errorType: FailureType = 'api_error',
): Refusal {
  return { refused: true, code, errorType, field, message, mend }
}

function warn(code: string, field: string, message: string): Warning {
  return { code, field, message }
}

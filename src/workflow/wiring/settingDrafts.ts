/** Settings of a generation node that are missing: what would be paid for is not what was meant. */
import { hasClipSlots } from '../reading/slots.ts'
import { type Draft, draftAt } from './drafts.ts'
import type { Place } from './place.ts'
import type { WiredInput } from './wiredInput.ts'

/** What models and services take is for the backend to say; here is what every one of them needs. */
export function settingDrafts(place: Place, off: string | null, inputs: readonly WiredInput[]): Draft[] {
  if (place.node.kind === 'image') return imageDrafts(place)
  const drafts = clipDrafts(place)
  const isFromFrames = place.node.properties.mode === 'frames-to-video'
  if (isFromFrames && off === null && !inputs.some(isStartFrame)) drafts.push(withoutStartFrame(place))
  return drafts
}

function imageDrafts(place: Place): Draft[] {
  const { model } = place.node.properties
  if (typeof model === 'string' && model.trim() !== '') return []
  return [
    draftAt(place, {
      level: 'used',
      code: 'model-missing',
      field: 'properties.model',
      message: `${place.label} names no model, so the service takes one of its own choice.`,
      mend: 'Set model, for example to "nano_banana_2".',
    }),
  ]
}

function clipDrafts(place: Place): Draft[] {
  const drafts: Draft[] = []
  const { negativePrompt } = place.node.properties
  if (typeof negativePrompt !== 'string') {
    drafts.push(
      draftAt(place, {
        level: 'warning',
        code: 'negative-prompt-missing',
        field: 'properties.negativePrompt',
        message: `negativePrompt of ${place.label} is no text, so the editor will not import the file.`,
        mend: 'Set negativePrompt to "" or to a text.',
      }),
    )
  }
  if (hasClipSlots(place.node)) return drafts
  const slot = draftAt(place, {
    level: 'warning',
    code: 'clip-slots-missing',
    field: 'inputs',
    message: `${place.label} does not list its three slots, so the editor will not import the file.`,
    mend: 'List prompt, start frame and end frame in its inputs.',
  })
  return [...drafts, slot]
}

/** Rows without a picture are told at the reference; all of them without one is no start frame. */
function isStartFrame({ role, value }: WiredInput): boolean {
  return role === 'start frame' && (value.kind === 'made' || value.urls.some((url) => url !== null))
}

function withoutStartFrame(place: Place): Draft {
  return draftAt(place, {
    level: 'error',
    code: 'no-start-frame',
    field: 'inputs',
    message: `${place.label} is to turn frames into a clip, but no picture arrives in its start frame.`,
    mend: `Link a picture to its start frame, set another mode, or switch ${place.label} off.`,
  })
}

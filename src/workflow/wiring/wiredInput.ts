/** A picture as it arrives at a generation node, all its rows. */
import type { InputRole } from '../model.ts'
import type { MadeValue, ReferenceValue } from './arrivals.ts'

export interface WiredInput {
  readonly slot: string
  readonly role: InputRole
  readonly value: ReferenceValue | MadeValue
}

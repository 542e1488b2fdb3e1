/** What is piped into the command, whole. */
import { buffer } from 'node:stream/consumers'
import { RetakeError } from '../errors.ts'

/** @throws RetakeError `usage` for what is no UTF-8 text */
export async function readPiped(): Promise<string> {
  const bytes = await buffer(process.stdin)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new RetakeError('usage', 'What is piped in is not UTF-8 text.', {
      next: 'Pipe text in UTF-8.',
      cause,
    })
  }
}

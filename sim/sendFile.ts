/** A result on its way to the client: whole, as another file, cut off, or a few bytes at a time. */
import { setTimeout as wait } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { FaultEffect } from './effect.ts'
import type { Task } from './task.ts'
import { type ServedFile, wrongFile } from './wrongFile.ts'

type Outgoing = HttpBindings['outgoing']

export async function sendFile(
  { task, made, outgoing }: { task: Task; made: ServedFile; outgoing: Outgoing },
  effect: FaultEffect | null,
): Promise<Response> {
  if (effect?.kind === 'truncated' || effect?.kind === 'trickle') {
    const { bytes, contentType } = made
    outgoing.writeHead(200, { 'Content-Type': contentType, 'Content-Length': bytes.length })
    const half = bytes.subarray(0, bytes.length / 2)
    if (effect.kind === 'truncated') outgoing.write(half, () => outgoing.destroy())
    else if (effect.bytesPerSecond === 0) outgoing.write(half)
    else void trickle(outgoing, bytes, effect.bytesPerSecond)
    return RESPONSE_ALREADY_SENT
  }
  const { bytes, contentType } =
    effect?.kind === 'wrong-file' ? await wrongFile(effect.file, task, made) : made
  return new Response(Uint8Array.from(bytes), { headers: { 'Content-Type': contentType } })
}

/** Never rejects; ends early with the connection. */
async function trickle(outgoing: Outgoing, bytes: Uint8Array, bytesPerSecond: number): Promise<void> {
  const stepBytes = Math.ceil(bytesPerSecond / 20)
  for (let sent = 0; sent < bytes.length && !outgoing.destroyed; sent += stepBytes) {
    outgoing.write(bytes.subarray(sent, sent + stepBytes))
    await wait(50)
  }
  outgoing.end()
}

/** What can take the place of any answer: another one, a closed socket, a program that is gone. */
import type { Context } from 'hono'
import type { Counter, Env } from './counter.ts'
import type { FaultEffect } from './effect.ts'

/** Null where the effect is none of these: the call goes its way. */
export function disturb(c: Context<Env>, effect: FaultEffect | null, counter: Counter): Response | null {
  switch (effect?.kind) {
    case 'answer': {
      const { status, text, contentType = 'application/json', retryAfter } = effect
      const headers = {
        'Content-Type': contentType,
        ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
      }
      return new Response(text, { status, headers })
    }
    case 'away':
      counter.leave(effect)
      return drop(c)
    case 'drop':
    case 'drop-before-accept':
      return drop(c)
    default:
      return null
  }
}

/** The client sees its socket close; the answer goes nowhere. */
export function drop(c: Context<Env>): Response {
  c.env.incoming.socket.destroy()
  return c.body(null, 204)
}

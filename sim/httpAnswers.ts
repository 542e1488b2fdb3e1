/** Answers that are not the expected one: G-Labs' own by status, and the pages of a tunnel whose other end is gone. */
import type { FaultEffect } from './effect.ts'

type Answer = Extract<FaultEffect, { kind: 'answer' }>

/** As G-Labs answers instead of 202. */
export const httpErrors: ReadonlyMap<number, string> = new Map([
  [400, 'Empty body'],
  [401, 'Invalid or missing API key'],
  [403, 'Webhook requires MAX plan'],
  [404, 'Not found'],
  [413, 'Request Entity Too Large'],
  [429, 'Too many requests'],
  [500, 'Internal server error'],
])

export function httpError(status: number, on: Answer['on'] = 'submit'): Answer {
  const error = httpErrors.get(status) ?? `Error ${status}`
  return { kind: 'answer', on, status, text: JSON.stringify({ error }) }
}

export const tunnelStatuses = [502, 521, 522, 523, 530] as const

/** What Cloudflare shows instead of G-Labs. */
export function tunnelPage(status: number, on: Answer['on'] = 'anything'): Answer {
  const text = `<!DOCTYPE html>
<html lang="en-US"><head><title>desk.example.com | ${status}: ${titles.get(status) ?? 'Error'}</title></head>
<body><h1>Error ${status}</h1><p>The web server reported an error.</p><p>Cloudflare Ray ID: 8f0000000000</p></body></html>
`
  return { kind: 'answer', on, status, text, contentType: 'text/html; charset=UTF-8' }
}

const titles: ReadonlyMap<number, string> = new Map([
  [502, 'Bad gateway'],
  [521, 'Web server is down'],
  [522, 'Connection timed out'],
  [523, 'Origin is unreachable'],
  [530, 'Cloudflare Tunnel error'],
])

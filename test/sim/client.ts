/** G-Labs' calls as a plain client makes them, for the tests of the simulator. */
import { expect, onTestFinished } from 'vitest'
import { type Sim, type SimOptions, startSim } from '../../sim/startSim.ts'

/** A simulator that closes with the test. */
export async function sim(options: SimOptions = {}): Promise<Sim> {
  const started = await startSim({ pictures: 'plain', ...options })
  onTestFinished(() => started.close())
  return started
}

export const post = (
  server: Pick<Sim, 'url'>,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  })

/** What a reply can hold; each test looks at what it is about. */
export interface Reply {
  readonly status: string
  readonly task_id: string
  readonly created_at: number
  readonly results: readonly string[]
  readonly uptime: number
  readonly tasks: readonly { readonly prompt: string }[]
  readonly entries: readonly { readonly httpStatus: number }[]
}

export async function replyOf(response: Response | Promise<Response>): Promise<Reply> {
  const reply: unknown = await (await response).json()
  return reply as Reply
}

export async function taskOf(server: Sim, path: string, body: unknown): Promise<string> {
  const response = await post(server, path, body)
  expect(response.status).toBe(202)
  const reply = await replyOf(response)
  expect(reply).toMatchObject({ status: 'pending', poll_url: `/api/status/${reply.task_id}` })
  expect(reply.task_id).toMatch(/^[0-9a-f]{8}$/)
  return reply.task_id
}

export const statusOf = (server: Sim, id: string) => replyOf(fetch(`${server.url}/api/status/${id}`))

export async function finished(server: Sim, id: string) {
  let status = await statusOf(server, id)
  while (status.status === 'pending' || status.status === 'running') status = await statusOf(server, id)
  return status
}

export const image = '/api/image/generate'
export const video = '/api/video/generate'
export const reference = `data:image/png;base64,${Buffer.alloc(300, 7).toString('base64')}`

/** An upload proxy, in the forms that users have: a real HTTP server that keeps what it is sent, and can refuse it. */
import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { proxyTarget } from '../../../src/media/mirror/proxyTarget.ts'
import { objectOf, putOptions } from './support.ts'
import { type Reply, uploadProxy } from './uploadProxy.ts'

const PUBLIC = 'https://cdn.example/a.png'

test('PUT: the bytes under their key, with a token, a type, a name and a digest', async () => {
  const proxy = await uploadProxy(() => ({ body: JSON.stringify({ url: PUBLIC }) }))
  const bytes = randomBytes(3_000_000)
  const object = objectOf(bytes)
  const target = proxyTarget({ url: proxy.url, method: 'PUT', token: 't0ken' })
  expect(await target.put(object, putOptions())).toEqual({ url: PUBLIC, sentBytes: 3_000_000 })
  const [one] = proxy.taken
  expect(one).toMatchObject({ method: 'PUT', path: `/upload/${object.key}` })
  expect(one?.headers).toMatchObject({
    authorization: 'Bearer t0ken',
    'content-type': 'image/png',
    'content-length': '3000000',
    'content-disposition': 'inline; filename="scene-01.png"',
    'repr-digest': `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`,
  })
  expect(one?.body.equals(bytes)).toBe(true)
})

test('POST: a form that any server reads, with key, hash and file', async () => {
  const proxy = await uploadProxy(() => ({ body: JSON.stringify({ data: { publicUrl: PUBLIC } }) }))
  const bytes = randomBytes(2_000_000)
  const object = objectOf(bytes)
  const target = proxyTarget({ url: proxy.url, method: 'POST', token: undefined })
  expect(await target.put(object, putOptions())).toMatchObject({ url: PUBLIC })
  const { headers, body, path } = proxy.taken[0]!
  expect(path).toBe('/upload')
  expect(headers.authorization).toBeUndefined()
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type'] ?? '' },
  }).formData()
  expect(form.get('key')).toBe(object.key)
  expect(form.get('sha256')).toBe(object.sha256)
  const file = form.get('file') as File
  expect(file).toMatchObject({ name: 'scene-01.png', type: 'image/png' })
  expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true)
})

test.each<[string, Reply]>([
  ['JSON with url', { body: JSON.stringify({ ok: true, url: PUBLIC }) }],
  ['JSON with public_url', { body: JSON.stringify({ public_url: PUBLIC }) }],
  ['JSON in JSON', { body: JSON.stringify({ result: { files: [{ href: PUBLIC }] } }) }],
  ['JSON that is the URL', { body: JSON.stringify(PUBLIC) }],
  ['text', { body: `${PUBLIC}\n` }],
  ['a Location', { status: 201, headers: { location: PUBLIC } }],
])('%s names the public URL', async (_, reply) => {
  const proxy = await uploadProxy(() => reply)
  const target = proxyTarget({ url: proxy.url, method: 'PUT', token: undefined })
  expect((await target.put(objectOf(randomBytes(10)), putOptions())).url).toBe(PUBLIC)
})

test.each<[string, Reply, string, RegExp]>([
  ['no URL', { body: '{"ok":true}' }, 'target', /names no public URL: \{"ok":true\}/],
  ['a URL that is a script', { body: '{"url":"javascript:alert(1)"}' }, 'target', /names no public URL/],
  ['401', { status: 401 }, 'target', /HTTP 401; see UPLOAD_PROXY_TOKEN/],
  ['404', { status: 404 }, 'target', /see UPLOAD_PROXY_URL/],
  ['413', { status: 413, body: 'too large' }, 'object', /HTTP 413: too large/],
  ['a redirect', { status: 301 }, 'target', /HTTP 301; see UPLOAD_PROXY_URL/],
  ['500', { status: 500 }, 'passing', /HTTP 500/],
  ['429', { status: 429, headers: { 'retry-after': '3' } }, 'passing', /HTTP 429/],
])('%s is told', async (_, reply, scope, message) => {
  const proxy = await uploadProxy(() => reply)
  const target = proxyTarget({ url: proxy.url, method: 'PUT', token: undefined })
  await expect(target.put(objectOf(randomBytes(10)), putOptions())).rejects.toMatchObject({
    name: 'MirrorFailure',
    scope,
    message: expect.stringMatching(message),
  })
  expect(proxy.taken).toHaveLength(1)
})

test('nobody at the address is a failure in passing', async () => {
  const target = proxyTarget({ url: 'http://127.0.0.1:9/upload', method: 'PUT', token: undefined })
  await expect(target.put(objectOf(randomBytes(10)), putOptions())).rejects.toMatchObject({
    scope: 'passing',
  })
})

test.each(['PUT', 'POST'] as const)(
  '%s: bytes that have changed on this disk never arrive whole',
  async (method) => {
    const proxy = await uploadProxy(() => ({ body: PUBLIC }))
    const object = objectOf(randomBytes(3_000_000))
    writeFileSync(object.path, randomBytes(3_000_000))
    const target = proxyTarget({ url: proxy.url, method, token: undefined })
    await expect(target.put(object, putOptions())).rejects.toMatchObject({
      scope: 'object',
      message: expect.stringMatching(/its bytes here have changed/),
    })
    expect(proxy.taken).toEqual([])
  },
)

test.each(['413 Content Too Large', '401 Unauthorized'])(
  '%s is told where it is answered before the bytes have come, and the line is cut',
  async (status) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => {
        socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => {
      server.close()
    })
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const target = proxyTarget({ url: `http://127.0.0.1:${port}/upload`, method: 'PUT', token: undefined })
    await expect(target.put(objectOf(randomBytes(20_000_000)), putOptions())).rejects.toMatchObject({
      scope: status.startsWith('401') ? 'target' : 'object',
      message: expect.stringContaining(`HTTP ${status.slice(0, 3)}`),
    })
  },
)

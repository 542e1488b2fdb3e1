import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { openReferences, type Remembered } from '../../src/media/references.ts'
import { openVault } from '../../src/media/vault.ts'

const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a40' } })
  .png()
  .toBuffer()

function setUp(options: { allowedHosts?: string[]; allowOutside?: boolean; maxBytes?: number } = {}) {
  const project = mkdtempSync(join(tmpdir(), 'retake-references-'))
  const memory = new Map<string, Remembered>()
  const open = () =>
    openReferences({
      vault: openVault(join(project, '.retake')),
      memory: {
        recall: async (key) => memory.get(key) ?? null,
        remember: async (key, remembered) => void memory.set(key, remembered),
      },
      baseFolder: project,
      project,
      allowOutside: options.allowOutside ?? false,
      maxBytes: options.maxBytes ?? 1_000_000,
      timeoutMs: 5_000,
      allowedHosts: options.allowedHosts ?? [],
      signal: new AbortController().signal,
    })
  return { project, open, read: open() }
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('paths inside the project and data: URLs are had; the same URL is read once a run', async () => {
  const { project, read } = setUp()
  writeFileSync(join(project, 'avatar.png'), png)
  const first = await read('avatar.png')
  expect(first).toMatchObject({ status: 'had', warning: null })
  writeFileSync(join(project, 'avatar.png'), 'changed meanwhile')
  expect(await read('avatar.png')).toEqual(first)
  expect(await read(`data:image/png;base64,${png.toString('base64')}`)).toEqual(first)
})

test.each([
  ['../outside.png', 'is outside'],
  ['/etc/hostname', 'is outside'],
  ['file:///etc/hostname', 'is outside'],
  ['missing.png', 'there is no file'],
  ['data:nothing', 'without a comma'],
  [`data:text/html,${encodeURIComponent('<!doctype html><p>no')}`, 'an HTML page'],
])('%s is not had, and it is said why', async (url, reason) => {
  const { read } = setUp()
  expect(await read(url)).toMatchObject({ status: 'failed', reason: expect.stringContaining(reason) })
})

test('a symbolic link does not lead out of the project', async () => {
  const { project, read } = setUp()
  const outside = mkdtempSync(join(tmpdir(), 'retake-outside-'))
  writeFileSync(join(outside, 'secret.png'), png)
  mkdirSync(join(project, 'assets'))
  symlinkSync(join(outside, 'secret.png'), join(project, 'assets', 'link.png'))
  expect(await read('assets/link.png')).toMatchObject({
    status: 'failed',
    reason: expect.stringContaining('outside'),
  })
})

test('private addresses are refused unless their host is allowed, also behind a redirect', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/avatar.png' }).end()
    else response.end(png)
  })
  const refused = { status: 'failed', reason: expect.stringContaining('RETAKE_ALLOW_HOSTS') }
  expect(await setUp().read(`${url}/avatar.png`)).toMatchObject(refused)
  expect(await setUp().read(url.replace('127.0.0.1', 'localhost'))).toMatchObject(refused)
  expect(await setUp({ allowedHosts: ['127.0.0.1'] }).read(`${url}/moved`)).toMatchObject({ status: 'had' })
})

test('an unreachable reference falls back to its last known bytes, with a warning', async () => {
  let isDown = false
  const url = await serve((_request, response) => {
    if (isDown) response.writeHead(503).end()
    else response.end(png)
  })
  const { open } = setUp({ allowedHosts: ['127.0.0.1'] })
  const before = await open()(`${url}/avatar.png`)
  isDown = true
  const after = await open()(`${url}/avatar.png`)
  expect(after).toMatchObject({ ...before, warning: expect.stringContaining('last known bytes') })
})

test('an endless or truncated body is no reference', async () => {
  const url = await serve((request, response) => {
    if (request.url === '/endless') response.end(Buffer.alloc(2_000_000, png))
    else {
      response.writeHead(200, { 'content-length': String(png.length + 10) }).write(png)
      response.socket?.end()
    }
  })
  const { read } = setUp({ allowedHosts: ['127.0.0.1'] })
  expect(await read(`${url}/endless`)).toMatchObject({ status: 'failed', gone: true })
  expect(await read(`${url}/truncated`)).toMatchObject({ status: 'failed', gone: false })
})

test('bytes that the server says are unchanged are not fetched again', async () => {
  let sent = 0
  const url = await serve((request, response) => {
    if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end()
    else {
      sent += 1
      response.writeHead(200, { etag: '"1"' }).end(png)
    }
  })
  const { open } = setUp({ allowedHosts: ['127.0.0.1'] })
  const first = await open()(`${url}/avatar.png`)
  expect(await open()(`${url}/avatar.png`)).toEqual(first)
  expect(sent).toBe(1)
})

/** Bytes of strangers: endless, packed, huge on paper, or something else than they say. */

import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable, type Transform } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { constants, crc32, createBrotliCompress, createGzip, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { createClient } from '../../src/backends/glabs/client.ts'
import { decodingProblem } from '../../src/media/decode.ts'
import { identify } from '../../src/media/identify.ts'
import { proxyTarget } from '../../src/media/mirror/proxyTarget.ts'
import { openReferences } from '../../src/media/references.ts'
import { openVault } from '../../src/media/vault.ts'
import { objectOf, putOptions } from '../media/mirror/support.ts'
import { temporaryFolder } from '../stories/support/stage.ts'

const MEGABYTE = 1_000_000
const MOST_REFERENCE = 2 * MEGABYTE
const BOMB_BYTES = 100 * MEGABYTE

const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#a40' } })
  .png()
  .toBuffer()

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function openReader() {
  const project = temporaryFolder()
  const store = join(project, '.retake')
  const read = openReferences({
    vault: openVault(store),
    memory: { recall: async () => null, remember: async () => {} },
    baseFolder: project,
    project,
    allowOutside: false,
    maxBytes: MOST_REFERENCE,
    timeoutMs: 20_000,
    allowedHosts: ['127.0.0.1'],
    signal: new AbortController().signal,
  })
  const kept = () =>
    existsSync(store)
      ? readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
      : []
  return { project, read, kept }
}

/** Sends as long as somebody reads; tells how much that was. */
function endless(piece: Uint8Array, headers: Record<string, string> = {}) {
  let sentBytes = 0
  const listener: RequestListener = (_, response) => {
    response.writeHead(200, headers)
    const go = () => {
      while (!response.destroyed) {
        sentBytes += piece.byteLength
        if (!response.write(piece)) break
      }
    }
    response.on('drain', go)
    go()
  }
  return { listener, sentBytes: () => sentBytes }
}

/** So many zeros, packed a thousand to one. */
function zeros(byteCount: number, packer: () => Transform): Promise<Buffer> {
  const piece = Buffer.alloc(MEGABYTE)
  return buffer(Readable.from(Array(byteCount / MEGABYTE).fill(piece)).pipe(packer()))
}

const packers = {
  gzip: () => createGzip({ level: 1 }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
}

test('a reference that never ends is left at its limit, and nothing of it stays', async () => {
  const source = endless(Buffer.concat([png, Buffer.alloc(64 * 1024)]))
  const { read, kept } = openReader()
  const answer = await read(`${await serve(source.listener)}/endless.png`)
  expect(answer).toMatchObject({ status: 'failed', reason: `more than ${MOST_REFERENCE} bytes`, gone: true })
  expect(source.sentBytes()).toBeLessThan(40 * MEGABYTE)
  expect(kept()).toEqual([])
})

test.each(Object.entries(packers))(
  'a reference packed with %s counts as what it unpacks to',
  async (encoding, packer) => {
    const bomb = await zeros(BOMB_BYTES, packer)
    expect(bomb.byteLength).toBeLessThan(BOMB_BYTES / 100)
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
    )
    const { read, kept } = openReader()
    expect(await read(`${url}/bomb.png`)).toMatchObject({
      status: 'failed',
      reason: `more than ${MOST_REFERENCE} bytes`,
    })
    expect(kept()).toEqual([])
  },
)

test.each(Object.entries(packers))(
  'a reply of G-Labs packed with %s is given up at 32 MB, and counts as none',
  async (encoding, packer) => {
    const bomb = await zeros(BOMB_BYTES, packer)
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(bomb),
    )
    const client = createClient({ url, apiKey: undefined })
    const before = process.memoryUsage().rss
    const exchange = await client.post('/api/image/generate', '{}')
    // It may have been accepted: it is looked up, not sent again.
    expect(exchange).toMatchObject({ answered: false, neverSent: false })
    expect(exchange).toMatchObject({ message: expect.stringContaining('longer than 32 MB') })
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MEGABYTE)
  },
)

test('a reply of G-Labs that never ends is given up at 32 MB', async () => {
  const source = endless(Buffer.alloc(64 * 1024, ' '))
  const client = createClient({ url: await serve(source.listener), apiKey: undefined })
  const exchange = await client.get('/api/tasks', new AbortController().signal)
  expect(exchange).toMatchObject({ answered: false, message: expect.stringContaining('longer than 32 MB') })
  expect(source.sentBytes()).toBeLessThan(100 * MEGABYTE)
})

test('an upload proxy that never ends its answer is read as far as a URL could be', async () => {
  const source = endless(Buffer.alloc(64 * 1024, 'x'))
  const url = await serve((request, response) => {
    request.resume().on('end', () => source.listener(request, response))
  })
  const target = proxyTarget({ url, method: 'PUT', token: undefined })
  await expect(target.put(objectOf(png), putOptions())).rejects.toThrow('names no public URL')
  expect(source.sentBytes()).toBeLessThan(40 * MEGABYTE)
})

test.each([
  ['data:image/png;base64,', 'A'.repeat(134 * MEGABYTE), /more than|longer/],
  ['DATA:image/png;base64,', 'A'.repeat(3 * MEGABYTE), /more than/],
  ['data:image/png,', 'A'.repeat(10 * MEGABYTE), /more than/],
  ['', 'A'.repeat(3 * MEGABYTE), /longer than a path/],
  ['data:image/png,', '%ff%', /malformed/i],
  ['data:image/png;base64,', Buffer.from('<svg onload="alert(1)"/>').toString('base64'), /SVG or XML/],
  ['data:image/jpeg;base64,', Buffer.from('<!doctype html>').toString('base64'), /HTML page/],
])('%s… of a stranger is refused in a short sentence (%#)', async (head, body, reason) => {
  const { read, kept } = openReader()
  const answer = await read(head + body)
  expect(answer).toMatchObject({ status: 'failed', gone: true, reason: expect.stringMatching(reason) })
  expect(JSON.stringify(answer).length).toBeLessThan(300)
  expect(kept().length).toBeLessThan(2)
})

test('a data: URL that lies about its type is what its bytes are', async () => {
  const { read } = openReader()
  const lying = await read(`data:image/webp;base64,${png.toString('base64')}`)
  expect(lying).toEqual(await read(`data:image/png;base64,${png.toString('base64')}`))
  expect(lying).toMatchObject({ status: 'had' })
})

/** A PNG of so many pixels, all of them black. */
function blackPng(width: number, height: number, rows = height): Buffer {
  const chunk = (type: string, content: Uint8Array) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(content.byteLength)
    head.write(type, 4, 'latin1')
    const end = Buffer.alloc(4)
    end.writeUInt32BE(crc32(Buffer.concat([Buffer.from(type), content])))
    return Buffer.concat([head, content, end])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([1, 0, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * rows), { level: 9 })
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', new Uint8Array()),
  ])
}

function fileOf(bytes: Uint8Array): string {
  const path = join(temporaryFolder(), 'stranger')
  writeFileSync(path, bytes)
  return path
}

test.each([
  ['100,000 × 100,000 pixels in its head', blackPng(100_000, 100_000, 1)],
  ['2^31 − 1 × 1', blackPng(2 ** 31 - 1, 1, 1)],
  ['0 × 0', blackPng(0, 0)],
  ['400 megapixels in 50 kB', blackPng(20_000, 20_000)],
])('a PNG of %s is no medium', async (_, bytes) => {
  expect(await identify(fileOf(bytes))).toMatchObject({ mediaType: null })
  const { project, read } = openReader()
  writeFileSync(join(project, 'bomb.png'), bytes)
  expect(await read('bomb.png')).toMatchObject({ status: 'failed' })
})

test('a PNG of 200 megapixels in 25 kB is looked through without its pixels being kept', async () => {
  const path = fileOf(blackPng(20_000, 10_000))
  const before = process.memoryUsage().rss
  expect(await identify(path)).toMatchObject({ width: 20_000, height: 10_000 })
  expect(await decodingProblem(path, 'image/png')).toBeNull()
  expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE)
})

test('of a picture that moves, the first one counts; what is no PNG, JPEG, WebP or MP4 is none', async () => {
  const frames = await Promise.all(
    ['#a40', '#04a', '#4a0'].map((background) =>
      sharp({ create: { width: 8, height: 8, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  )
  const moving = sharp(frames, { join: { animated: true } })
  expect(await identify(fileOf(await moving.clone().webp().toBuffer()))).toMatchObject({
    mediaType: 'image/webp',
    width: 8,
    height: 8,
  })
  expect(await identify(fileOf(await moving.clone().gif().toBuffer()))).toMatchObject({ mediaType: null })
})

const SVGS = {
  script: '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  entity:
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
  'foreign object':
    '\n  <svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body xmlns="http://www.w3.org/1999/xhtml" onload="alert(1)"/></foreignObject></svg>',
  comment: '<!-- PNG --><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
}

test.each(Object.entries(SVGS))('an SVG with a %s is no medium, whatever it is called', async (_, text) => {
  const { project, read, kept } = openReader()
  writeFileSync(join(project, 'drawing.png'), text)
  expect(await read('drawing.png')).toMatchObject({ status: 'failed' })
  expect(kept()).toEqual([])
  const url = await serve((_request, response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end(text),
  )
  expect(await read(`${url}/drawing.png`)).toMatchObject({ status: 'failed' })
})

/** What fuzzing has found, each as one small case. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { plainClip } from '../../sim/plainPictures.ts'
import { createGlabsBackend } from '../../src/backends/glabs/glabs.ts'
import { findingsOf } from '../../src/commands/findings.ts'
import { loadConfig } from '../../src/config.ts'
import { download } from '../../src/media/download.ts'
import { identify } from '../../src/media/identify.ts'
import { openVault } from '../../src/media/vault.ts'
import { brollDocument } from '../../src/workflow/broll/brollDocument.ts'
import { readDocument } from '../../src/workflow/document.ts'
import { mend } from '../../src/workflow/mend.ts'
import { mendWhole } from '../../src/workflow/mendWhole.ts'
import { showCandidates } from '../../src/workflow/showCandidates.ts'
import {
  compareVersions,
  graduated,
  nextTest,
  nextVariant,
  nextVersion,
} from '../../src/workflow/versionName.ts'
import { wire } from '../../src/workflow/wire.ts'
import { temporaryFolder } from '../stories/support/stage.ts'
import { documentOf, findingLines, image, prompt, wireTab } from '../workflow/buildWorkflow.ts'

const glabs = createGlabsBackend({ name: 'glabs', url: 'http://127.0.0.1:9', apiKey: undefined })
const NO_TEXT = { toString: 1, valueOf: 1 }

test('an id that cannot be made a text of is shown and told like any other that is none', () => {
  const document = documentOf({ nodes: [{ ...image(1), id: NO_TEXT }] })
  expect(showCandidates(document, { generations: [], gates: [] }, (url) => url)).toEqual([])
  expect(findingLines(wire(document))).toContain('error id-not-integer null')
})

test.each(['aspectRatio', 'resolution', 'model', 'mode', 'durationSeconds'])(
  'a setting that cannot be made a text of is refused: %s',
  (name) => {
    const type =
      name === 'mode' || name === 'durationSeconds' ? 'nanobanana/Veo3' : 'nanobanana/NanobananaAPI'
    const model = type.endsWith('Veo3') ? {} : { model: 'nano_banana_2' }
    const node = { id: 2, type, properties: { ...model, negativePrompt: '', [name]: NO_TEXT } }
    const findings = findingsOf(wireTab([prompt(1, 'a'), node], ['1 > 2.0']), glabs)
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1)
  },
)

test('properties that are no object are an error before anything is paid: what is made could not be written there', () => {
  const value = {
    tabs: [
      { graphData: { nodes: [prompt(1, 'a'), { ...image(2), properties: 0 }], links: [[1, 1, 0, 2, 0]] } },
    ],
  }
  const document = readDocument(Buffer.from(JSON.stringify(value)), 'a.nbflow')
  expect(findingLines(wire(document))).toContain('error properties-no-object 2')
})

test('so they are of a node that is switched off: it may have been made before', () => {
  const off = { ...image(2, {}, 2), properties: 0 }
  const document = readDocument(Buffer.from(JSON.stringify({ nodes: [off], links: [] })), 'a.nbflow')
  expect(findingLines(wire(document))).toContain('error properties-no-object 2')
})

test('a clip that says it measures nothing is no medium', async () => {
  const clip = Buffer.from(await plainClip({ aspectRatio: '1:1', seconds: 1 }, 'task'))
  const head = clip.indexOf('tkhd') + 4
  clip.fill(0, head + 76, head + 84)
  const sample = clip.indexOf('avc1') + 4
  clip.fill(0, sample + 24, sample + 28)
  const path = join(temporaryFolder(), 'clip.mp4')
  writeFileSync(path, clip)
  expect(await identify(path)).toMatchObject({
    mediaType: null,
    reason: expect.stringContaining('it measures 0 × 0'),
  })
})

test('a link whose id JSON cannot write is left alone by mending', () => {
  const nodes =
    '{"id":1,"type":"nanobanana/Prompt","outputs":[{"links":[4]}]},{"id":2,"type":"x","inputs":[{}]}'
  const text = `{"tabs":[{"graphData":{"nodes":[${nodes}],"links":[[1e999,1,0,2,0]]}}]}`
  const document = readDocument(Buffer.from(text), 'a.nbflow')
  const { bytes } = mendWhole(document)
  expect(mend(readDocument(bytes, 'a.nbflow')).mends).toEqual([])
})

test.each(['1e999', '1e12', '-1', '"soon"'])(
  'a time-out of %s is told, and the usual one taken',
  (timeout) => {
    const text = `{"nodes":[{"id":1,"type":"nanobanana/NanobananaAPI","properties":{"timeout":${timeout}}}]}`
    const { generations, findings } = wire(readDocument(Buffer.from(text), 'a.nbflow'))
    expect(generations[0]?.timeoutMs).toBe(300_000)
    const told = findings.find(({ code }) => code === 'bad-timeout')
    expect(told?.message).not.toContain('null')
  },
)

test('a clip with 150 references shares no id with the next one', () => {
  const clip = (number: number) => ({
    ...{
      number,
      spelled: `0${number}`,
      image: 'a',
      endImage: null,
      video: null,
      ownImage: null,
      ownEndImage: null,
    },
    references: Array.from({ length: 150 }, (_, at) => `ref-${at}.png`),
  })
  const settings = {
    ...{
      imageModel: 'nano_banana_2',
      videoModel: 'veo',
      aspectRatio: '9:16',
      resolution: '2K',
      videoResolution: '720p',
    },
    ...{ durationSeconds: 8, count: 4 },
  }
  const text = brollDocument('x', [clip(1), clip(2)], settings)
  expect(findingLines(wire(readDocument(Buffer.from(text), 'x.nbflow')))).toEqual([])
})

test('versions too large to count are compared, and lead to none', () => {
  const huge = `V${'9'.repeat(400)}`
  expect(compareVersions(huge, `${huge}-1`)).toBe(-1)
  expect(compareVersions(huge, huge)).toBe(0)
  const larger = 'V9007199254740993'
  expect([
    nextVersion(`${larger}-0-1`),
    nextVariant(larger),
    nextTest(larger),
    graduated(`${larger}-0-1`),
  ]).toEqual([...[null, null, null, null]])
})

test.each([
  ['null', 'it holds no settings'],
  ['[]', 'it holds no settings'],
  ['{"backends":[{"name":"a","type":"glabs","url":"x"}]}', 'backends.0.url'],
  ['{"references":{"timeoutMs":4294967296}}', 'references.timeoutMs'],
])('the config file %s is refused', async (text, said) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'retake.config.json'), text)
  await expect(loadConfig(folder, folder, {})).rejects.toMatchObject({
    name: 'RetakeError',
    message: expect.stringContaining(said),
  })
})

test('a config file that begins with a byte order mark is read', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'retake.config.json'), '\ufeff{"concurrency": 5}')
  expect(await loadConfig(folder, folder, {})).toMatchObject({ concurrency: 5 })
})

async function answering(send: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => send(response.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Says that its answer is packed, sends what is not, and hangs up. */
const falselyPacked = () =>
  answering(({ socket }) => {
    socket?.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n{"status": "ok"}')
  })

test.each<[string, (response: ServerResponse) => void, string]>([
  ['100 MB', (response) => void response.end(Buffer.alloc(100_000_000, ' ')), 'longer than'],
  ['30,000,000 lists in each other', (response) => void response.end('['.repeat(30_000_000)), 'answered 200'],
])('an answer of %s is none', async (_, send, said) => {
  const desk = createGlabsBackend({ name: 'desk', url: await answering(send), apiKey: undefined })
  const health = await desk.health(new AbortController().signal)
  expect(health).toMatchObject({ up: false, message: expect.stringContaining(said) })
})

test('of a list of results without end, no more are taken than could be meant', async () => {
  const results = Array.from({ length: 300_000 }, (_, at) => `/output/${at}.png`)
  const url = await answering(
    (response) => void response.end(JSON.stringify({ status: 'completed', results })),
  )
  const desk = createGlabsBackend({ name: 'desk', url, apiKey: undefined })
  const state = await desk.check({ taskId: 'abc' }, { signal: new AbortController().signal })
  expect(state.status === 'done' && state.media.length).toBe(64)
})

test('an answer that is falsely said to be packed can be given up', async () => {
  const desk = createGlabsBackend({ name: 'desk', url: await falselyPacked(), apiKey: undefined })
  const controller = new AbortController()
  const health = desk.health(controller.signal)
  setTimeout(() => controller.abort(), 200)
  await expect(health).rejects.toThrow('abort')
})

test('a download that is falsely said to be packed ends with its deadline', async () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, '.retake'))
  const options = { maxBytes: 1_000, timeoutMs: 200 }
  const answer = await download(openVault(join(folder, '.retake')), await falselyPacked(), options)
  expect(answer).toMatchObject({ status: 'failed', gone: false })
})

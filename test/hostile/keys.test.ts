/** Keys: sent in a header to whom they are for, and found nowhere else in what a full run leaves behind. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type SimOptions, startSim } from '../../sim/startSim.ts'
import { uploadProxy } from '../media/mirror/uploadProxy.ts'
import { PICTURES, scenes } from '../stories/support/scenes.ts'
import { type Ended, retake, startNode } from '../stories/support/shell.ts'
import { temporaryFolder } from '../stories/support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
/** With letters that JSON, URLs and shells write in other ways. */
const KEY = 'canary-G-Labs/"key"+%41&=\\1'
const WRONG_KEY = 'canary-wrong-key-2'
const TOKEN = 'canary-proxy/"token"+%42'
const SECRET = 'canary/aws+secret/access/key/4'
const SESSION = 'canary/aws+session+token//5=='
const CANARIES = [KEY, WRONG_KEY, TOKEN, SECRET, SESSION]

/** Every way in which a text may have been written down. */
const FORMS = CANARIES.flatMap((canary) => [
  canary,
  JSON.stringify(canary).slice(1, -1),
  encodeURIComponent(canary),
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('base64url'),
  Buffer.from(canary).toString('hex'),
  Buffer.from(canary, 'utf16le').toString('latin1'),
]).map((form) => Buffer.from(form, 'latin1'))

function holdsKey(bytes: Buffer): boolean {
  return FORMS.some((form) => bytes.includes(form))
}

interface Place {
  /** The project, with a workflow in it. */
  readonly project: string
  readonly said: Ended[]
  readonly environment: Record<string, string>
  /** Runs a command line of the built Retake. */
  call(...args: string[]): Promise<Ended>
  /** Files with a key in them, whatever they are, and streams. */
  leaks(): string[]
}

/** A home and a folder for temporary files of its own, so that all that is left behind is seen. */
function openPlace(given: Record<string, string>): Place {
  const root = temporaryFolder()
  const [project, home, temporary] = ['project', 'home', 'temporary'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ]
  for (const folder of [project, home, temporary]) mkdirSync(folder)
  writeFileSync(join(project, FILE), scenes(1, { outputCount: 2 }))
  writeFileSync(join(project, 'avatar.png'), PICTURES.avatar)
  writeFileSync(
    join(project, 'retake.config.json'),
    JSON.stringify({ waitMs: 0, poll: { minMs: 2 }, retry: { baseMs: 5 }, mirror: { waitMs: 0 } }),
  )
  const said: Ended[] = []
  const environment = { HOME: home, TMPDIR: temporary, ...given }
  return {
    project,
    said,
    environment,
    call: async (...args) => {
      const ended = await retake(args, { cwd: project, environment }).ended
      said.push(ended)
      return ended
    },
    leaks: () => {
      const files = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name !== '.env')
        .map((entry) => join(entry.parentPath, entry.name))
      const streams = said.flatMap(({ stdout, stderr }) => [stdout, stderr])
      return [
        ...files.filter((file) => holdsKey(Buffer.concat([Buffer.from(file), readFileSync(file)]))),
        ...streams.filter((text) => holdsKey(Buffer.from(text))),
      ]
    },
  }
}

interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** A simulated G-Labs behind a line that writes down what is asked. */
async function openWatchedSim(options: SimOptions) {
  const sim = await startSim({ pictures: 'plain', ...options })
  const asked: Asked[] = []
  const server = createServer((question, answer) => {
    const { method = '', url = '', headers } = question
    asked.push({ method, url, headers })
    const onward = request(new URL(url, sim.url), { method, headers }, (back) => {
      answer.writeHead(back.statusCode ?? 502, back.headers)
      back.pipe(answer)
    })
    question.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await sim.close()
  })
  return { sim, asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const echoed = `Rejected: {"X-API-Key":${JSON.stringify(KEY)}} ${KEY} ${encodeURIComponent(KEY)}`

test('of the key of G-Labs and the token of a proxy, which both say them back, nothing is left behind', async () => {
  const { sim, asked, url } = await openWatchedSim({ apiKey: KEY })
  const proxy = await uploadProxy(({ headers }) => {
    const status = [500, 403, 200][proxy.taken.length % 3]
    return { status: status ?? 200, body: `no: ${headers.authorization} ${encodeURIComponent(TOKEN)}` }
  })
  const place = openPlace({
    GLABS_URL: url,
    GLABS_API_KEY: KEY,
    UPLOAD_PROXY_URL: proxy.url,
    UPLOAD_PROXY_TOKEN: TOKEN,
  })
  sim.setFaults([
    {
      when: { type: 'image', times: 1 },
      effect: { kind: 'fail', errorCode: 400, error: echoed, errorDetail: echoed },
    },
    { when: { type: 'video', times: 1 }, effect: { kind: 'answer', status: 500, text: echoed } },
    {
      when: { type: 'video' },
      effect: { kind: 'answer', status: 400, text: JSON.stringify({ error: echoed }) },
    },
  ])
  const first = await place.call('run', FILE)
  const named = [first.stdout, readFileSync(join(place.project, 'errors.json'), 'utf8')]
  expect(named.every((text) => text.includes('Rejected: ') && text.includes('***'))).toBe(true)
  expect(place.leaks()).toEqual([])
  await place.call('errors', FILE, '--json')
  await place.call('regen', FILE, '11')
  await place.call('mirror', FILE, '--json')
  const doctor = await place.call('doctor')
  expect(doctor.stdout).toMatch(/glabsApiKey +set/)
  await place.call('doctor', '--json')
  await place.call('ledger', FILE, '--json')
  await place.call('run', FILE, '--json')
  expect(place.leaks()).toEqual([])
  // Where they belong: in a header, of those questions that need it.
  expect(asked.filter(({ url: path }) => holdsKey(Buffer.from(path)))).toEqual([])
  expect(
    asked.filter(({ method }) => method === 'POST').every(({ headers }) => headers['x-api-key'] === KEY),
  ).toBe(true)
  expect(
    asked
      .filter(({ url: path }) => path.startsWith('/api/files/'))
      .some(({ headers }) => 'x-api-key' in headers),
  ).toBe(false)
  const sent = proxy.taken.filter(({ method }) => method === 'PUT')
  expect(sent.length).toBeGreaterThan(0)
  expect(
    sent.every(
      ({ headers, path }) => headers.authorization === `Bearer ${TOKEN}` && !holdsKey(Buffer.from(path)),
    ),
  ).toBe(true)
}, 120_000)

test('of keys in .env nothing is left behind either, be they right or wrong, and a reference to .env keeps nothing of it', async () => {
  const { asked, url } = await openWatchedSim({ apiKey: KEY })
  const place = openPlace({})
  const set = (key: string) =>
    writeFileSync(join(place.project, '.env'), `GLABS_URL=${url}\nGLABS_API_KEY='${key}'\n`)
  set(WRONG_KEY)
  expect((await place.call('run', FILE)).exitCode).toBe(4)
  await place.call('doctor')
  set(KEY)
  expect((await place.call('run', FILE, '--only', 'images')).exitCode).toBe(0)
  writeFileSync(join(place.project, 'X1-V0-1.nbflow'), scenes(1, { avatar: '.env' }))
  expect((await place.call('run', 'X1-V0-1')).stdout).toContain('no PNG, JPEG, WebP or MP4')
  expect(asked.map(({ headers }) => headers['x-api-key'])).toContain(WRONG_KEY)
  expect(place.leaks()).toEqual([])
}, 120_000)

test('of the secret and the session of an S3, which says back all that it is sent, nothing is left behind', async () => {
  const { url } = await openWatchedSim({})
  const asked: Asked[] = []
  const bucket = createServer((question, answer) => {
    const { method = '', url: path = '', headers } = question
    asked.push({ method, url: path, headers })
    const text = `<Error><Code>SignatureDoesNotMatch</Code><Message>${JSON.stringify(headers)}</Message></Error>`
    question.resume().on('end', () => answer.writeHead(403, { 'content-type': 'application/xml' }).end(text))
  })
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    bucket.closeAllConnections()
    bucket.close()
  })
  const endpoint = `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`
  const place = openPlace({
    GLABS_URL: url,
    S3_ENDPOINT: endpoint,
    S3_BUCKET: 'clips',
    S3_PUBLIC_URL: `${endpoint}/clips`,
    AWS_ACCESS_KEY_ID: 'AKIDCANARY',
    AWS_SECRET_ACCESS_KEY: SECRET,
    AWS_SESSION_TOKEN: SESSION,
  })
  expect((await place.call('run', FILE)).stdout).toContain('not mirrored')
  await place.call('mirror', FILE, '--json')
  await place.call('doctor')
  expect(asked.some(({ headers }) => headers['x-amz-security-token'] === SESSION)).toBe(true)
  expect(asked.filter(({ url: path }) => holdsKey(Buffer.from(path)))).toEqual([])
  expect(place.leaks()).toEqual([])
}, 120_000)

test.runIf(process.platform !== 'win32')(
  'a report that Node writes of the process names no key',
  async () => {
    const { sim, url } = await openWatchedSim({
      apiKey: KEY,
      faults: [{ when: {}, effect: { kind: 'stuck' } }],
    })
    const reports = temporaryFolder()
    const place = openPlace({
      GLABS_URL: url,
      GLABS_API_KEY: KEY,
      UPLOAD_PROXY_URL: url,
      UPLOAD_PROXY_TOKEN: TOKEN,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_SESSION_TOKEN: SESSION,
    })
    const bin = fileURLToPath(new URL('../../bin/retake.mjs', import.meta.url))
    const flags = ['--report-on-signal', '--report-uncaught-exception', `--report-directory=${reports}`]
    const { child, ended } = startNode([...flags, bin, 'run', FILE], {
      cwd: place.project,
      environment: place.environment,
    })
    await expect.poll(() => sim.ledger().length, { timeout: 60_000 }).toBeGreaterThan(0)
    child.kill('SIGUSR2')
    const written = () => readdirSync(reports).map((name) => readFileSync(join(reports, name)))
    await expect
      .poll(() => written().some((bytes) => bytes.toString().trimEnd().endsWith('}')), { timeout: 60_000 })
      .toBe(true)
    child.kill('SIGINT')
    place.said.push(await ended)
    expect(written()[0]!.toString()).toContain('"GLABS_URL"')
    expect(written().filter(holdsKey)).toEqual([])
    expect(place.leaks()).toEqual([])
  },
  120_000,
)

test('of several desktops neither a key in a variable nor one in the config file is shown or kept', async () => {
  const [first, second] = [await openWatchedSim({ apiKey: KEY }), await openWatchedSim({ apiKey: KEY })]
  const place = openPlace({ DESKTOP_2_KEY: WRONG_KEY })
  const desktops = [
    { name: 'one', type: 'glabs', url: first.url, key: KEY },
    { name: 'two', type: 'glabs', url: second.url, key: 'env:DESKTOP_2_KEY' },
  ]
  const config = join(place.project, 'retake.config.json')
  writeFileSync(config, JSON.stringify({ backends: desktops, waitMs: 0, poll: { minMs: 2 } }))
  await place.call('doctor')
  expect((await place.call('doctor', '--json')).stdout).toContain('env:DESKTOP_2_KEY')
  await place.call('run', FILE, '--only', 'images')
  expect(second.asked.map(({ headers }) => headers['x-api-key'])).toContain(WRONG_KEY)
  // A field that is wrong is told by its name alone.
  writeFileSync(config, JSON.stringify({ glabsApiKey: KEY }))
  expect((await place.call('doctor', '--json')).exitCode).toBe(1)
  writeFileSync(config, JSON.stringify({ glabsUrl: `http://ada:${WRONG_KEY}@127.0.0.1:1` }))
  expect((await place.call('run', FILE)).stderr).toContain('it may hold no name and no password')
  writeFileSync(config, '{}')
  expect(place.leaks()).toEqual([])
}, 120_000)

test('an error that nobody caught is told like any other, without what it carries', async () => {
  const place = openPlace({ GLABS_API_KEY: KEY })
  const error = `Object.assign(new Error('lost \\u001b]52;c;eA==\\u0007'), { request: { headers: { 'x-api-key': process.env.GLABS_API_KEY } } })`
  const look = `const error = ${error}; const look = () => process.listenerCount('unhandledRejection') > 0 ? Promise.reject(error) : setImmediate(look); look()`
  const bin = fileURLToPath(new URL('../../bin/retake.mjs', import.meta.url))
  const preload = `data:text/javascript,${encodeURIComponent(look)}`
  const { ended } = startNode(['--import', preload, bin, 'run', FILE], {
    cwd: place.project,
    environment: place.environment,
  })
  const { exitCode, stdout, stderr } = await ended
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(/Retake broke: Error: lost �\]52;c;eA==�/)
  expect(holdsKey(Buffer.from(stdout + stderr))).toBe(false)
}, 60_000)

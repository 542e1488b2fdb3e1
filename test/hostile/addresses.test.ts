/** Where a stranger's URL may lead: to the public, and nowhere in the reader's own network, by whatever way. */
import type { LookupAddress } from 'node:dns'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { guardedFetch } from '../../src/media/guardedFetch.ts'

const WITHOUT_ALLOWANCE: readonly string[] = []

/** A server on all addresses of this machine, that counts what it is asked. */
async function openServer(listener: RequestListener = (_, response) => response.end('secret')) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`)
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '::', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, port: (server.address() as AddressInfo).port }
}

/** What became of one GET: its text, or why there is none. */
async function outcome(
  url: string,
  {
    allowed = WITHOUT_ALLOWANCE,
    answers,
    signal,
  }: { allowed?: readonly string[]; answers?: Answers; signal?: AbortSignal } = {},
): Promise<string> {
  const fetch = answers === undefined ? guardedFetch(allowed) : guardedFetch(allowed, answers)
  try {
    const response = await fetch(url, { headers: {}, ...(signal && { signal }) })
    return `had: ${await response.text()}`
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return cause instanceof Error ? cause.message : String(cause)
  }
}

type Answers = NonNullable<Parameters<typeof guardedFetch>[1]>

/** A name server: each question gets the next of these answers, the last one for ever. */
function nameServer(...answers: readonly (readonly string[])[]) {
  const asked: string[] = []
  const lookup: Answers = (host, _, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(host)
    const found = addresses.map(
      (address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }),
    )
    setImmediate(callback, null, found)
  }
  return { asked, lookup }
}

test.each([
  '127.0.0.1', '127.1', '0x7f.1', '0x7f000001', '2130706433', '0177.0.0.1', '①②⑦.0.0.1', '127.0.0.1.', '0', '0.0.0.0',
  '[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]',
  'localhost', 'LOCALHOST', 'localhost.', 'user:word@127.0.0.1',
])('a server of this machine is not asked as http://%s', async (host) => {
  const { asked, port } = await openServer()
  expect(await outcome(`http://${host}:${port}/`)).toMatch(
    /private address|holds a name or a password|ENOTFOUND/,
  )
  expect(asked).toEqual([])
}) // biome-ignore format: a table

const PRIVATE = [
  '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1',
  '224.0.0.1', '255.255.255.255', '168.63.129.16', '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[fec0::1]', '[ff02::1]',
  '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::1]', '[2002:7f00:1::]', '[2001::1]', '[::2]', '[4000::1]', '[100::1]',
] // biome-ignore format: a table

test.each(PRIVATE)('no connection is made to %s', async (host) => {
  expect(await outcome(`http://${host}/latest/meta-data/`)).toContain('is a private address')
})

test.each(PRIVATE)('a name that stands for %s is refused', async (host) => {
  const { lookup } = nameServer([host.replace(/[[\]]/g, '')])
  expect(await outcome('http://pictures.example/', { answers: lookup })).toContain(
    'pictures.example is a private address',
  )
})

test('a name with a public and a private address is refused, whichever comes first', async () => {
  const { asked, port } = await openServer()
  for (const addresses of [
    ['93.184.216.34', '127.0.0.1'],
    ['127.0.0.1', '93.184.216.34'],
    ['2606:2800:220:1::1', '::1'],
  ]) {
    const { lookup } = nameServer(addresses)
    expect(await outcome(`http://both.example:${port}/`, { answers: lookup })).toContain('private address')
  }
  expect(asked).toEqual([])
})

test('a name that is public when it is judged and private when it is used is used as it was judged', async () => {
  const { asked, port } = await openServer()
  const names = nameServer(['93.184.216.34'], ['127.0.0.1'])
  const judged = new AbortController()
  // Nobody here needs to be let out to 93.184.216.34: it is enough that the connection is not made elsewhere.
  const answers: Answers = (host, options, callback) =>
    names.lookup(host, options, (error, addresses) => {
      callback(error, addresses)
      setImmediate(() => judged.abort(new Error('judged')))
    })
  expect(await outcome(`http://rebound.example:${port}/`, { answers, signal: judged.signal })).toMatch(
    /^judged$|93\.184\.216\.34/,
  )
  expect(names.asked).toEqual(['rebound.example'])
  expect(await outcome(`http://rebound.example:${port}/`, { answers: names.lookup })).toContain(
    'private address',
  )
  expect(asked).toEqual([])
})

test('a redirect to a private address is refused, by address and by name, however many lie between', async () => {
  const secret = await openServer()
  let target = ''
  const open = await openServer((request, response) => {
    const [, left] = /^\/(\d+)$/.exec(request.url ?? '') ?? []
    const next = left === undefined || left === '0' ? target : `/${Number(left) - 1}`
    response.writeHead(302, { location: next }).end()
  })
  const allowed = [`localhost:${open.port}`]
  for (const host of ['127.0.0.1', '0x7f.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', 'user@127.0.0.1']) {
    target = `//${host}:${secret.port}/`
    for (const steps of [0, 1, 4])
      expect(await outcome(`http://localhost:${open.port}/${steps}`, { allowed })).toMatch(
        /private address|holds a name or a password/,
      )
  }
  expect(secret.asked).toEqual([])
})

test.each([
  ['file:///etc/passwd', 'redirects to file:'],
  ['data:image/png;base64,AAAA', 'redirects to data:'],
  ['ftp://127.0.0.1/', 'redirects to ftp:'],
  ['/', 'redirects more than 5 times'],
])('a redirect to %s ends there', async (location, reason) => {
  const { port } = await openServer((_, response) => response.writeHead(302, { location }).end())
  const allowed = [`localhost:${port}`]
  expect(await outcome(`http://localhost:${port}/`, { allowed })).toContain(reason)
})

test('what is allowed is allowed by its host and port alone, and a name and a password are not repeated', async () => {
  const [meant, other] = [await openServer(), await openServer()]
  const allowed = [`127.0.0.1:${meant.port}`]
  expect(await outcome(`http://127.0.0.1:${meant.port}/a`, { allowed })).toBe('had: secret')
  expect(await outcome(`http://127.0.0.1:${other.port}/`, { allowed })).toContain('private address')
  const refusal = await outcome(`http://ada:open-sesame@127.0.0.1:${meant.port}/`, { allowed })
  expect(refusal).toContain('holds a name or a password')
  expect(refusal).not.toMatch(/ada|sesame/)
  expect(meant.asked).toEqual([`127.0.0.1:${meant.port}/a`])
})

/** Settings that nobody meant: a config file and a `.env` of any content are read, or refused by their place. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { fuzz, unlessRefusedLater } from './support/fuzz.ts'
import { spelled } from './support/hostileJson.ts'
import { hostileText } from './support/hostileText.ts'
import { mutateBytes } from './support/mutateBytes.ts'
import { mutateTree } from './support/mutateTree.ts'
import type { Random } from './support/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'retake-fuzz-'))
mkdirSync(join(folder, '.git'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Everything that a config file may hold. */
const FULL = {
  backend: 'glabs',
  backends: [{ name: 'desk', type: 'glabs', url: 'http://127.0.0.1:8765', key: '$DESK_KEY', concurrency: 2 }],
  glabsUrl: 'http://127.0.0.1:8765',
  concurrency: 3,
  out: 'out',
  gates: 'hold',
  confirmAbove: 10,
  prices: { image: 0.1, 'veo-3.1': 2 },
  allowHosts: ['localhost'],
  references: { allowOutside: true, maxBytes: 100, timeoutMs: 1_000 },
  media: { maxBytes: 100, timeoutMs: 1_000 },
  poll: { minMs: 1, maxMs: 2 },
  retry: { baseMs: 1, coolDownMs: 2 },
  broll: { imageModel: 'nano_banana_2', count: 4, references: ['a.png'], durationSeconds: 8 },
  mirror: {},
}

const NAMES = [
  ...['RETAKE_BACKEND', 'GLABS_URL', 'RETAKE_ALLOW_HOSTS', 'RETAKE_STORE', 'GLABS_API_KEY', 'RETAKE_MIRROR'],
  ...[
    'R2_ACCOUNT_ID',
    'R2_BUCKET',
    'R2_PUBLIC_URL',
    'S3_BUCKET',
    'S3_ENDPOINT',
    'UPLOAD_PROXY_URL',
    'DESK_KEY',
    'X',
    '__proto__',
  ],
]

fuzz('any config file, any .env and any variables are settings, or are refused by name', {
  name: 'config',
  runs: 300,
  run: async (random) => {
    writeFileSync(join(folder, 'retake.config.json'), configBytes(random))
    writeFileSync(join(folder, '.env'), dotenvBytes(random))
    const environment = Object.fromEntries(
      Array.from({ length: random.below(3) }, () => [random.pick(NAMES), valueText(random)]),
    )
    const config = await unlessRefusedLater(() => loadConfig(folder, folder, environment))
    if (config === null) return
    for (const { field, value, origin } of config.settings) {
      expect(`${field} ${origin.from}`).toMatch(/\S \S/)
      JSON.stringify(value)
    }
    // What is longer fires at once.
    for (const { timeoutMs } of [config.references, config.media]) expect(timeoutMs).toBeLessThan(2 ** 31)
    for (const pauseMs of [...Object.values(config.poll), ...Object.values(config.retry)])
      expect(pauseMs).toBeLessThan(2 ** 31)
  },
})

function configBytes(random: Random): Uint8Array {
  const full = random.oneIn(3) ? Object.fromEntries([random.pick(Object.entries(FULL))]) : FULL
  const text = new TextEncoder().encode(spelled(random.oneIn(8) ? full : mutateTree(full, random)))
  return random.oneIn(5) ? mutateBytes(text, random) : text
}

function dotenvBytes(random: Random): Uint8Array {
  const lines = Array.from({ length: random.below(8) }, () => {
    const value = random.oneIn(3) ? `$\{${random.pick(NAMES)}}$\{${random.pick(NAMES)}}` : valueText(random)
    const quote = random.pick(['', '', '"', "'", '`'])
    return `${random.oneIn(5) ? 'export ' : ''}${random.pick(NAMES)}=${quote}${value}${quote}`
  })
  const text = new TextEncoder().encode(lines.join(random.pick(['\n', '\r\n'])))
  return random.oneIn(4) ? mutateBytes(text, random) : text
}

function valueText(random: Random): string {
  return random.oneIn(2)
    ? hostileText(random)
    : random.pick(['', 'sketch', 'http://127.0.0.1:1', 's3', 'off', '$X', '\\$X', '#'])
}

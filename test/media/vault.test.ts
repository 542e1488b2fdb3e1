import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openVault } from '../../src/media/vault.ts'

const MEGABYTE = 1_000_000

function newVault() {
  const folder = mkdtempSync(join(tmpdir(), 'retake-vault-'))
  return { folder, vault: openVault(folder) }
}

async function* chunks(...parts: Uint8Array[]) {
  yield* parts
}

test('bytes are found again under their SHA-256, however they arrived', async () => {
  const { vault } = newVault()
  const bytes = Buffer.from('a still, in three chunks')
  const stored = await vault.put(
    chunks(bytes.subarray(0, 5), bytes.subarray(5, 9), bytes.subarray(9)),
    MEGABYTE,
  )
  expect(stored).toEqual({
    sha256: createHash('sha256').update(bytes).digest('hex'),
    byteCount: bytes.byteLength,
  })
  expect(readFileSync(vault.path(stored.sha256))).toEqual(bytes)
  expect(await new Response(vault.open(stored.sha256)).text()).toBe(bytes.toString())
})

test('the same bytes twice are kept once', async () => {
  const { vault, folder } = newVault()
  const first = await vault.put(chunks(Buffer.from('same')), MEGABYTE)
  const second = await vault.put(chunks(Buffer.from('sa'), Buffer.from('me')), MEGABYTE)
  expect(second).toEqual(first)
  expect(readdirSync(join(folder, 'incoming'))).toEqual([])
})

test('a stream that is too long, or that breaks, leaves nothing behind', async () => {
  const { vault, folder } = newVault()
  await expect(vault.put(chunks(Buffer.alloc(10), Buffer.alloc(10)), 15)).rejects.toThrow(
    'more than 15 bytes',
  )
  const breaking = async function* () {
    yield Buffer.from('half')
    throw new Error('the line broke')
  }
  await expect(vault.put(breaking(), MEGABYTE)).rejects.toThrow('the line broke')
  expect(readdirSync(join(folder, 'incoming'))).toEqual([])
})

test('bytes that come in over a damaged file of their name are whole again, and the damaged one is moved aside', async () => {
  const { vault, folder } = newVault()
  const bytes = Buffer.from('a still that somebody has painted over')
  const { sha256 } = await vault.keep(bytes)
  writeFileSync(vault.path(sha256), 'half of it')
  expect(await vault.check(sha256)).toMatchObject({ is: 'damaged' })
  expect(await vault.read(sha256)).toBeNull()
  await openVault(folder).keep(bytes)
  expect(await vault.read(sha256)).toEqual(bytes)
  expect(readFileSync(join(folder, 'media/damaged', sha256), 'utf8')).toBe('half of it')
})

test('damaged bytes are never given out to their end', async () => {
  const { vault } = newVault()
  const { sha256 } = await vault.keep(Buffer.from('what was paid for'))
  writeFileSync(vault.path(sha256), 'what was said for')
  await expect(new Response(vault.open(sha256)).arrayBuffer()).rejects.toThrow('damaged')
})

test('other bytes than those that are wanted do not enter, and nothing of them stays', async () => {
  const { vault, folder } = newVault()
  const wanted = createHash('sha256').update('wanted').digest('hex')
  await expect(vault.put(chunks(Buffer.from('others')), MEGABYTE, wanted)).rejects.toThrow('others')
  expect(vault.has(wanted)).toBe(false)
  expect(readdirSync(folder)).toEqual(['incoming'])
  expect(readdirSync(join(folder, 'incoming'))).toEqual([])
})

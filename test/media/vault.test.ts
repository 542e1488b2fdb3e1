import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
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

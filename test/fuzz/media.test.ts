/** Files that claim to be media: what they are is told, or why they are none; nothing in them takes the process along. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect } from 'vitest'
import { plainClip } from '../../sim/plainPictures.ts'
import { decodingProblem } from '../../src/media/decode.ts'
import { identify } from '../../src/media/identify.ts'
import { fuzz } from './support/fuzz.ts'
import { mutateBytes } from './support/mutateBytes.ts'

const folder = mkdtempSync(join(tmpdir(), 'retake-fuzz-'))
const files: { readonly kind: string; readonly bytes: Uint8Array }[] = []

beforeAll(async () => {
  const picture = sharp(readFileSync(new URL('../../examples/tea/avatar.png', import.meta.url))).resize(48)
  const add = (kind: string, bytes: Uint8Array) => files.push({ kind, bytes: Uint8Array.from(bytes) })
  add('png', await picture.clone().png().toBuffer())
  add('png', await picture.clone().png({ palette: true, progressive: true }).toBuffer())
  add('jpeg', await picture.clone().jpeg().toBuffer())
  add(
    'jpeg',
    await picture
      .clone()
      .jpeg({ progressive: true })
      .withExif({ IFD0: { Copyright: 'x' } })
      .toBuffer(),
  )
  add('webp', await picture.clone().webp().toBuffer())
  add('webp', await picture.clone().webp({ lossless: true }).toBuffer())
  add('gif', await picture.clone().gif().toBuffer())
  add('mp4', await plainClip({ aspectRatio: '1:1', seconds: 4 }, 'task'))
  add('text', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'))
  add('text', Buffer.from('<!doctype html><html><script>1</script></html>'))
  add('text', Buffer.from('{"error": "no"}'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

fuzz('whatever lies in a file: it has a type and a size, or there is a reason why not', {
  name: 'media sniffing and decoding',
  runs: 300,
  run: async (random) => {
    const { bytes } = random.pick(files)
    const other = random.pick(files).bytes
    const from = random.below(bytes.length)
    const joined = Buffer.concat([bytes.subarray(0, from), other.subarray(Math.min(from, other.length))])
    const path = join(folder, 'file')
    writeFileSync(path, random.oneIn(10) ? joined : mutateBytes(bytes, random))
    const facts = await identify(path)
    if (facts.mediaType === null) {
      expect(facts.reason).toMatch(/\S/)
      return
    }
    expect(facts.width > 0 && facts.height > 0, JSON.stringify(facts)).toBe(true)
    if (facts.durationMs !== null) expect(facts.durationMs).toBeGreaterThanOrEqual(0)
    const problem = await decodingProblem(path, facts.mediaType)
    if (problem !== null) expect(problem).toMatch(/\S/)
  },
})

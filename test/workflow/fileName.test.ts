import path from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeFileName } from '../../src/workflow/fileName.ts'

test.each([
  ['Scene 03: the "Kitchen" / night', 'scene-03-the-kitchen-night'],
  ['CON', 'x-con'],
  ['com1.txt', 'com1-txt'],
  ['LPT¹', 'x-lpt1'],
  ['Nul ', 'x-nul'],
  ['...', 'untitled'],
  ['', 'untitled'],
  ['👍🏽', 'untitled'],
  ['a\u200bb\u202e.exe', 'ab-exe'],
  ['../../etc/passwd', 'etc-passwd'],
  ['C:\\Windows', 'c-windows'],
  ['E\u0301te\u0301', 'été'],
  ['場面 3', '場面-3'],
  ['STRASSE Straße', 'strasse-strasse'],
  ['ΟΔΟΣ οδος', 'οδος-οδος'],
])('%j becomes %s', (text, expected) => {
  expect(safeFileName(text)).toBe(expected)
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('con', 'Aux', 'com9'),
)

test('any text gives a name that Windows, macOS and Linux take', () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 8, max: 60 }), (text, maxLength) => {
      const name = safeFileName(text, maxLength)
      expect(name.length).toBeGreaterThan(0)
      expect(name.length).toBeLessThanOrEqual(maxLength)
      expect(name).toMatch(/^[\p{L}\p{N}\p{M}]+(-[\p{L}\p{N}\p{M}]+)*$/u)
      expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)$/i)
      expect(name.normalize('NFC')).toBe(name)
      for (const { basename, join } of [path.win32, path.posix]) expect(basename(join('a', name))).toBe(name)
      expect(path.win32.parse(`${name}.png`)).toMatchObject({ root: '', dir: '', name, ext: '.png' })
    }),
  )
})

test('texts that differ only in case give one name, and a name gives itself', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const name = safeFileName(text)
      expect(safeFileName(text.toUpperCase())).toBe(name)
      expect(safeFileName(text.toLowerCase())).toBe(name)
      expect(safeFileName(name)).toBe(name)
    }),
  )
})

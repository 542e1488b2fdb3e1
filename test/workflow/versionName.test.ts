import { expect, test } from 'vitest'
import {
  compareVersions,
  graduated,
  isApproved,
  isVersion,
  nextTest,
  nextVariant,
  nextVersion,
  parseName,
} from '../../src/workflow/versionName.ts'

test.each([
  ['XYZG3-V0-1', 'XYZG3', 'V0-1', null],
  ['XYZS12-V2-0-10.nbflow', 'XYZS12', 'V2-0-10', null],
  ['XYZG3', 'XYZG3', null, null],
  ['my film-V1', 'my film', 'V1', null],
  ['V1', 'V1', null, null],
  ['a-V1-draft', 'a-V1-draft', null, null],
  ['XYZG3-V1-generated-20261123-101500', 'XYZG3', 'V1', { variant: 'generated', stamp: '20261123-101500' }],
  ['film-sketch-20261123-101500.nbflow', 'film', null, { variant: 'sketch', stamp: '20261123-101500' }],
  ['film-generated-2026', 'film-generated-2026', null, null],
])('the name %s is read', (name, code, version, generated) => {
  expect(parseName(name)).toEqual({ code, version, generated })
})

test('versions sort from the first test to the last approval', () => {
  const sorted = [
    null,
    'V0-1',
    'V0-2',
    'V0-10',
    'V1',
    'V1-1',
    'V1-2',
    'V2-0-1',
    'V2-0-2',
    'V2',
    'V2-1',
    'V10',
  ]
  for (const [left, older] of sorted.entries()) {
    for (const [right, newer] of sorted.entries()) {
      expect(compareVersions(older, newer), `${older} ${newer}`).toBe(Math.sign(left - right))
    }
  }
  expect(compareVersions('v0-01', 'V0-1')).toBe(0)
})

test('V1, its variants and V2 are approved, what is in testing is not', () => {
  expect(['V1', 'V1-2', 'V2', 'V2-3', 'v1'].map(isApproved)).toEqual([true, true, true, true, true])
  expect([null, 'V0-1', 'V0', 'V2-0-1', 'draft'].map(isApproved)).toEqual([false, false, false, false, false])
})

test.each([
  ['V0-3', 'V0-4'],
  ['V0-9', 'V0-10'],
  ['v0-1', 'v0-2'],
  ['V2-0-3', 'V2-0-4'],
  ['V1', null],
  ['V1-2', null],
  ['V2', null],
  ['V0', null],
  ['V0-0-1', null],
  ['draft', null],
])('after %s in testing comes %s; what is approved has no next one', (version, next) => {
  expect(nextVersion(version)).toBe(next)
  if (next !== null) expect(compareVersions(version, next)).toBe(-1)
})

test.each([
  ['V1', 'V1-1', 'V2-0-1'],
  ['V1-2', 'V1-3', 'V2-0-1'],
  ['V1-9', 'V1-10', 'V2-0-1'],
  ['V2', 'V2-1', 'V3-0-1'],
  ['v1', 'v1-1', 'v2-0-1'],
  ['V0-3', null, null],
  ['V2-0-1', null, null],
  ['draft', null, null],
])('after the approved %s comes the variant %s, or the test %s', (version, variant, test) => {
  expect(nextVariant(version)).toBe(variant)
  expect(nextTest(version)).toBe(test)
  for (const next of [variant, test]) {
    if (next !== null) expect(compareVersions(version, next)).toBe(-1)
  }
})

test.each([
  ['V0-4', 'V1'],
  ['V2-0-3', 'V2'],
  ['v0-4', 'v1'],
  ['V1', null],
  ['V1-2', null],
  ['V0', null],
  ['draft', null],
])('%s is called %s once it is approved', (version, approved) => {
  expect(graduated(version)).toBe(approved)
  if (approved !== null) expect(compareVersions(version, approved)).toBe(-1)
})

test('only what names have as a version is one', () => {
  expect(['V0-3', 'V1', 'v2-0-1'].every(isVersion)).toBe(true)
  expect(['', 'V', '0-3', 'V0-', 'V1-a', 'V0-3 '].some(isVersion)).toBe(false)
})

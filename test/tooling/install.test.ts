import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { isInstalled } from '../../scripts/install.mjs'
import { temporaryFolder } from './temporaryFolder.ts'

const locked = {
  '': { version: '0.1.0' },
  'node_modules/one': { version: '1.0.0', integrity: 'sha512-one' },
  'node_modules/for-another-system': { version: '2.0.0', integrity: 'sha512-other', optional: true },
}
const one = { 'node_modules/one': locked['node_modules/one'] }

function isInstalledWith(installed: Record<string, unknown> | null): boolean {
  const files = { 'package-lock.json': JSON.stringify({ packages: locked }) }
  const folder = temporaryFolder(
    installed === null
      ? files
      : { ...files, 'node_modules/.package-lock.json': JSON.stringify({ packages: installed }) },
  )
  return isInstalled(folder)
}

test('a clone without node_modules is not installed', () => {
  expect(isInstalledWith(null)).toBe(false)
})

test('what npm ci leaves is installed, without the optional packages of other systems', () => {
  expect(isInstalledWith(one)).toBe(true)
  expect(isInstalled(fileURLToPath(new URL('../..', import.meta.url)))).toBe(true)
})

test('a lock file that asks for another version, other bytes or one package more is not installed', () => {
  expect(isInstalledWith({ 'node_modules/one': { version: '0.9.0', integrity: 'sha512-one' } })).toBe(false)
  expect(isInstalledWith({ 'node_modules/one': { version: '1.0.0', integrity: 'sha512-two' } })).toBe(false)
  expect(isInstalledWith({})).toBe(false)
})

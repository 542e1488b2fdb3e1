import { expect, test } from 'vitest'
import { taskFailure } from '../../sim/failureTexts.ts'
import { faultHelp } from '../../sim/faultHelp.ts'
import { namedFaults } from '../../sim/namedFaults.ts'
import { parseFault } from '../../sim/parseFault.ts'
import { sim } from './client.ts'

const wrong = (file: string) => ({ kind: 'wrong-file', file })

test.each([
  ['html', { when: {}, effect: wrong('html') }],
  ['truncated:scene 03', { when: { prompt: 'scene 03' }, effect: { kind: 'truncated' } }],
  ['html@2', { when: { nth: 2 }, effect: wrong('html') }],
  ['html*3', { when: { times: 3 }, effect: wrong('html') }],
  [
    'html:a: b@home *5 stars@4*2',
    { when: { prompt: 'a: b@home *5 stars', nth: 4, times: 2 }, effect: wrong('html') },
  ],
  ['flaky:lantern', { when: { prompt: 'lantern', times: 1 } }],
  ['flaky:lantern*2', { when: { prompt: 'lantern', times: 2 } }],
  ['throttled', { when: { times: 1 }, effect: { kind: 'answer', status: 429, retryAfter: '2' } }],
  ['{"when":{"every":3},"effect":{"kind":"stuck"}}', { when: { every: 3 }, effect: { kind: 'stuck' } }],
])('%s is understood', (text, expected) => {
  expect(parseFault(text, 'en')).toMatchObject(expected)
})

test('a named failure speaks the language of the program', () => {
  expect(parseFault('refused', 'es')).toMatchObject({ effect: taskFailure('refused', 'es') })
})

test.each([
  ['tuncated', 'There is no fault "tuncated". Did you mean truncated'],
  ['quotas', 'Did you mean quota '],
  ['zebra', 'There are: refused,'],
  ['', 'There are: refused,'],
  ['unhealthy:scene 03', 'strikes every call'],
  ['html@0', 'must be 1 or more'],
  ['{"when":', 'is not JSON'],
  ['{"when":{},"effect":{"kind":"explode"}}', 'effect.kind'],
  ['{"when":{"nth":0},"effect":{"kind":"stuck"}}', 'when.nth'],
  ['{"when":{"promt":"x"},"effect":{"kind":"stuck"}}', 'promt'],
])('"%s" is refused with what to write instead', (text, expected) => {
  const parsed = parseFault(text, 'en')
  expect('problem' in parsed && parsed.problem).toContain(expected)
})

test('every named fault is in the help, can be written and strikes a simulator that starts', async () => {
  const help = faultHelp()
  const faults = [...namedFaults.keys()].map((name) => parseFault(name, 'vi'))
  for (const name of namedFaults.keys()) expect(help).toMatch(new RegExp(`[ ]${name}(\\*\\d+)?(,|\\n|$)`))
  for (const fault of faults) {
    if ('problem' in fault) throw new Error(fault.problem)
    await sim({ faults: [fault] })
  }
  expect(help.split('\n').every((line) => line.length <= 100)).toBe(true)
})

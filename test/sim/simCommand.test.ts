/** `retake sim` as somebody types it, in a process of its own. */
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { retake } from '../stories/support/shell.ts'
import { image, post } from './client.ts'

const cwd = tmpdir()

test('named faults strike, in the language that was chosen', async () => {
  const flags = ['--fault', 'http-403:one', 'quota:two', '--language', 'vi', '--still-ms', '0']
  const { said } = retake(['sim', '--port', '0', ...flags], { cwd })
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(await said('Ctrl-C ends it'))?.[0] ?? ''
  const refused = await post({ url }, image, { prompt: 'number one' })
  expect([refused.status, await refused.json()]).toEqual([403, { error: 'Webhook requires MAX plan' }])
  await post({ url }, image, { prompt: 'number two' })
  const entries = async () => (await fetch(`${url}/sim/ledger`)).text()
  await expect.poll(entries).toContain('"status":"failed"')
})

test.each([
  ['tuncated', 'There is no fault "tuncated". Did you mean truncated'],
  ['{"when":{}}', 'The fault is not understood'],
])('--fault %s: nothing starts, exit 2, with what to write instead', async (fault, words) => {
  const { exitCode, stdout, stderr } = await retake(['sim', '--port', '0', '--fault', fault], { cwd }).ended
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain(words)
})

test('the help names the faults, with how often they strike', async () => {
  const { exitCode, stdout } = await retake(['sim', '--help'], { cwd }).ended
  expect(exitCode).toBe(0)
  for (const name of ['refused', 'throttled*1', 'forgotten', 'truncated', 'tunnel-530'])
    expect(stdout).toContain(name)
})

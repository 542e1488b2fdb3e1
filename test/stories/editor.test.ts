/** The person's editor: what it writes comes back as a prompt has it, and an editor that fails changes nothing. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { editInEditor } from '../../src/cli/editor.ts'
import { temporaryFolder } from './support/stage.ts'

/** An editor that runs this program; `path` is the file. */
function useEditor(program: string): string {
  const folder = temporaryFolder()
  const script = join(folder, 'editor.cjs')
  const head = "const fs = require('node:fs'); const path = process.argv.at(-1);"
  writeFileSync(script, `${head} fs.writeFileSync(${JSON.stringify(join(folder, 'seen'))}, path); ${program}`)
  vi.stubEnv('VISUAL', '')
  vi.stubEnv('EDITOR', `"${process.execPath}" "${script}" --wait`)
  return folder
}

test('an editor ends the last line, and the prompt does not', async () => {
  useEditor("fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replace('old\\n', 'new\\n'))")
  expect(await editInEditor('the old', 'scene.txt')).toBe('the new')
  expect(await editInEditor('the old\n', 'scene.txt')).toBe('the new\n')
  expect(await editInEditor('as it\r\nwas', 'scene.txt')).toBe('as it\r\nwas')
})

test('line breaks of the editor do not come into a prompt that has others', async () => {
  useEditor("fs.writeFileSync(path, 'one\\r\\ntwo\\r\\n')")
  expect(await editInEditor('one', 'scene.txt')).toBe('one\ntwo')
  expect(await editInEditor('one\r\n', 'scene.txt')).toBe('one\r\ntwo\r\n')
})

test('an editor that fails leaves the text as it was, and no file behind', async () => {
  const folder = useEditor("fs.writeFileSync(path, 'half'); process.exit(3)")
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  expect(await editInEditor('whole', 'scene.txt')).toBe(null)
  expect(String(said.mock.calls[0]?.[0])).toContain('exit code 3')
  said.mockRestore()
  const opened = readFileSync(join(folder, 'seen'), 'utf8')
  expect(opened).toMatch(/scene\.txt$/)
  expect(existsSync(dirname(opened))).toBe(false)
})

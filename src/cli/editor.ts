/** Opens a text in the person's own editor and reads it back: `VISUAL`, else `EDITOR`, else what the system has. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { RetakeError } from '../errors.ts'
import { safeText } from './safeText.ts'

/**
 * The process waits: nothing else is drawn meanwhile.
 * @returns null where the editor ended with an error: the text is left as it was
 */
export async function editInEditor(text: string, name: string): Promise<string | null> {
  const editor = editorOf(process.env, process.platform)
  const folder = mkdtempSync(join(tmpdir(), 'retake-'))
  try {
    const path = join(folder, name)
    const isEnded = text.endsWith('\n')
    writeFileSync(path, isEnded ? text : `${text}\n`, { mode: 0o600 })
    const { status, error } = open(editor, path)
    if (error !== undefined || status !== 0) {
      const reason = error?.message ?? `it ended with exit code ${status}`
      process.stderr.write(safeText(`The text stays as it was: ${editor}: ${reason}.\n`))
      return null
    }
    return asBefore(readFileSync(path, 'utf8'), text, isEnded)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `EDITOR` may hold arguments, as `code --wait` does, so a shell reads it. */
function open(editor: string, path: string) {
  return process.platform === 'win32'
    ? spawnSync(`${editor} "${path}"`, { shell: true, stdio: 'inherit' })
    : spawnSync('sh', ['-c', `${editor} "$@"`, editor, path], { stdio: 'inherit' })
}

/** An editor ends the last line and may have its own line breaks; the prompt keeps those it had. */
function asBefore(written: string, former: string, isEnded: boolean): string {
  const text = written.replace(/^\ufeff/, '')
  const lines = former.includes('\r') ? text : text.replaceAll('\r\n', '\n')
  return isEnded ? lines : lines.replace(/\r?\n$/, '')
}

function editorOf({ VISUAL, EDITOR, PATH = '' }: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const chosen = VISUAL?.trim() || EDITOR?.trim()
  if (chosen) return chosen
  if (platform === 'win32') return 'notepad'
  const folders = PATH.split(delimiter)
  const found = ['nano', 'vi'].find((name) => folders.some((folder) => existsSync(join(folder, name))))
  if (found !== undefined) return found
  throw new RetakeError('usage', 'No editor is found on this system.', {
    next: 'Set EDITOR, or say --prompt TEXT, --prompt-file FILE or --replace "old=>new".',
  })
}

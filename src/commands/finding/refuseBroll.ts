/** For verbs that write a source: a folder of B-roll has none but the person's own files. */
import { join, relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import type { App } from '../app.ts'
import type { Source } from './source.ts'

/** @throws RetakeError `usage` */
export function refuseBroll(app: Pick<App, 'cwd'>, { broll, name, path }: Source): void {
  if (broll === null) return
  const folder = relative(app.cwd, path) || '.'
  const [first] = broll.clips.flatMap(({ prompts }) => [...prompts.values()])
  throw new RetakeError(
    'usage',
    `${name} is a folder of B-roll: its text files are what is changed. Nothing was written.`,
    {
      next: `Change ${first === undefined ? 'them' : join(folder, first)}, then: retake broll ${folder}`,
    },
  )
}

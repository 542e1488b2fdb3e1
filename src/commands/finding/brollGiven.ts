/** DIR of `broll` as people give it: the folder, the folder above it, or the code that both are named after. */
import { join, relative } from 'node:path'
import { RetakeError } from '../../errors.ts'
import type { App } from '../app.ts'
import type { Report } from '../command.ts'
import { findBroll } from './findBroll.ts'
import { openSource, type Source } from './source.ts'

/** @throws RetakeError `usage` for what is no B-roll folder */
export async function openBrollGiven(app: App, given: string, report: Report): Promise<Source> {
  const found = [given, join(given, 'broll'), `${given}-broll`].map((each) => findBroll(app.cwd, each))
  const at = found.findIndex((each) => each !== null)
  const folder = found[at]?.folder
  if (folder === undefined) {
    throw new RetakeError('usage', `${given} is no folder of B-roll.`, {
      next: 'Name a folder that holds broll-01-image.txt or .json (the prompt of a picture), and broll-01-video.txt for a clip of it.',
    })
  }
  if (at > 0) report({ type: 'note', message: `${given} stands for ${relative(app.cwd, folder) || folder}.` })
  return openSource(app, folder)
}

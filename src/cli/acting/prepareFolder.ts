/** A fresh folder with the example in it, set to the simulated service. */
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RetakeError } from '../../errors.ts'
import { packageFile } from '../packageRoot.ts'

const MARKER = '.retake-demo'

/** @throws RetakeError when there is a folder of that name that no demo made */
export function prepareFolder(folder: string, simUrl: string): void {
  if (existsSync(folder) && !existsSync(join(folder, MARKER))) {
    throw new RetakeError('usage', `${folder} is there already, and no demo made it.`, {
      next: 'Move it away, then start again.',
    })
  }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(join(folder, MARKER), 'Made by "retake demo", which makes it anew each time.\n')
  const settings = { glabsUrl: simUrl, poll: { minMs: 50, maxMs: 1_000 }, retry: { baseMs: 500 } }
  writeFileSync(join(folder, 'retake.config.json'), `${JSON.stringify(settings, null, 2)}\n`)
  cpSync(packageFile('examples', 'tea'), folder, { recursive: true })
}

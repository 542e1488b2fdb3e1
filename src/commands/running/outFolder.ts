/** Where the outputs of a run go. */
import { existsSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { refuseLinkOut } from '../../outputs/refuseLinkOut.ts'
import { VERSION_FOLDERS } from '../../store/location.ts'
import type { App } from '../app.ts'
import type { Source } from '../finding/source.ts'
import type { RunInput } from '../runInput.ts'

/** `--out`; for B-roll its own folder; else the config's, else `Generations` beside the file or its version folder, else beside the file. */
export function outFolder(
  app: App,
  source: Pick<Source, 'folder' | 'project'> & { readonly broll?: Source['broll'] },
  { out }: Pick<RunInput, 'out'>,
): string {
  const { config } = source.project
  if (out !== undefined) return resolve(app.cwd, out)
  if (source.broll) return source.folder
  if (config.out !== undefined) return resolve(config.folder ?? source.folder, config.out)
  const above = VERSION_FOLDERS.has(basename(source.folder)) ? [dirname(source.folder)] : []
  const kept = [source.folder, ...above].map((folder) => join(folder, 'Generations'))
  const found = kept.find((folder) => existsSync(folder))
  if (found !== undefined) refuseLinkOut(found, [source.project.location.project])
  return found ?? source.folder
}

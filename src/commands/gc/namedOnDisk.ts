/** SHA-256 that files beside the store spell: a workflow may name a medium by a URL that holds its hash. */
import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashesIn } from '../../store/fsck.ts'
import { fromStoredPath } from '../../store/location.ts'
import type { Store } from '../../store/store.ts'
import { allWorkflows } from '../../store/workflows.ts'
import { isFile, workflowFilesBelow } from '../finding/workflowFiles.ts'
import { backupsFolder, filesIn } from '../versions/backups.ts'

const NOTHING_PASSED_OVER: ReadonlySet<string> = new Set()

/** Workflow files that the store knows of, wherever they lie, and all others of the project; backups among them. */
export async function filesToSpare({ database, project }: Store): Promise<string[]> {
  const outputs = await database.query.selectFrom('output').select('path').execute()
  const workflows = await allWorkflows(database)
  const known = [...workflows, ...outputs].map(({ path }) => dirname(fromStoredPath(project, path)))
  const folders = new Set([project, ...known, ...known.map(backupsFolder)])
  const files = [...folders].flatMap((folder) => workflowFilesBelow(folder, NOTHING_PASSED_OVER))
  const prompts = workflows.flatMap(({ path }) => textsIn(fromStoredPath(project, path)))
  return [...new Set([...files, ...prompts])]
}

/** Of a folder of B-roll; a workflow file is none. */
function textsIn(folder: string): string[] {
  return filesIn(folder)
    .filter((name) => /\.(txt|json)$/i.test(name))
    .map((name) => join(folder, name))
    .filter(isFile)
}

/** A hash may lie across two pieces. @throws where a file cannot be read: what it names is not known then */
export async function addNamedIn(path: string, named: Set<string>): Promise<void> {
  let rest = ''
  for await (const chunk of createReadStream(path, { encoding: 'latin1' })) {
    const text = rest + String(chunk)
    for (const sha256 of hashesIn(text)) named.add(sha256)
    rest = text.slice(-64)
  }
}

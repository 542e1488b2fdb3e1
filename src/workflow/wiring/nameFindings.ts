/** A workflow whose `name` is not its file's: outputs are named after the file, the editor shows the other. */
import type { Document } from '../document.ts'
import type { Finding } from '../model.ts'
import { parseName } from '../versionName.ts'

/** Nothing for a file without a name, or whose bytes came from no `.nbflow` file. A run's output keeps its source's name. */
export function nameFindings({ value, fileName }: Document): Finding[] {
  const base = /([^/\\]+)\.nbflow$/i.exec(fileName)?.[1]
  const { name } = value
  if (base === undefined || typeof name !== 'string' || name === base) return []
  const { code, version } = parseName(base)
  const source = version === null ? code : `${code}-${version}`
  if (name === source) return []
  return [
    {
      code: 'name-differs',
      severity: 'warning',
      tab: null,
      nodeId: null,
      title: null,
      field: 'name',
      message: `The workflow is named ${JSON.stringify(name)}, its file ${JSON.stringify(base)}.`,
      mend: `Set name to ${JSON.stringify(source)}.`,
    },
  ]
}

/** The two lines that say where a written source and its former file are. */
import { relative } from 'node:path'

export function savedLines({ path, backup }: { path: string; backup: string }, cwd: string): string[] {
  const place = (file: string) => relative(cwd, file) || file
  return [`wrote  ${place(path)}`, `former ${place(backup)}`]
}

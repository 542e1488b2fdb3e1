/** What happens to files of a store: removed, cut short, one bit turned, replaced by a folder. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import LibsqlDatabase from 'libsql'
import type { Stage } from './stage.ts'

export type Fault = 'removed' | 'cut short' | 'one bit turned' | 'a folder in its place'

export function vaultPath({ folder }: Pick<Stage, 'folder'>, sha256: string): string {
  return join(folder, '.retake/media', sha256.slice(0, 2), sha256)
}

export function strike(path: string, fault: Fault): void {
  const bytes = readFileSync(path)
  rmSync(path)
  if (fault === 'a folder in its place') mkdirSync(path)
  if (fault === 'cut short') writeFileSync(path, bytes.subarray(0, bytes.length / 2))
  if (fault !== 'one bit turned') return
  const turned = Buffer.from(bytes)
  turned[turned.length >> 1]! ^= 1
  writeFileSync(path, turned)
}

/** SHA-256 of a candidate, as `show` tells it. */
export async function candidate(stage: Stage, nodeId: number, slot: number, file = 'S1'): Promise<string> {
  const { generations } = await stage.show(file)
  const found = generations
    .find((each) => each.nodeId === nodeId)
    ?.candidates.find((each) => each.slot === slot)
  if (found?.sha256 == null) throw new Error(`Node ${nodeId} has no candidate ${slot}.`)
  return found.sha256
}

/** Every file of the vault, by its name. */
export function vaultFiles({ folder }: Pick<Stage, 'folder'>): Map<string, string> {
  const media = join(folder, '.retake/media')
  const shards = existsSync(media) ? readdirSync(media).filter((name) => name.length === 2) : []
  return new Map(
    shards.flatMap((shard) =>
      readdirSync(join(media, shard)).map((name) => [name, join(media, shard, name)] as const),
    ),
  )
}

/** As if all of it had been there for a day. */
export function age(paths: Iterable<string>): void {
  const yesterday = new Date(Date.now() - 86_400_000)
  for (const path of paths) utimesSync(path, yesterday, yesterday)
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Changes the store's database as a tool of somebody else's would. */
export function inDatabase({ folder }: Stage, statement: string): void {
  const raw = new LibsqlDatabase(join(folder, '.retake/retake.db'))
  raw.exec(statement)
  raw.close()
}

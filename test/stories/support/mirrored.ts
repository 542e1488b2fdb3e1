/** Stages with a bucket of their own, and what the newest generated file says of it. */
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { readDocument } from '../../../src/workflow/document.ts'
import { wire } from '../../../src/workflow/wire.ts'
import type { S3 } from './s3.ts'
import { openStage, type Stage, type StageOptions } from './stage.ts'

/** A stage with a bucket of its own. */
export async function mirrored(
  s3: S3,
  files: Record<string, string | Uint8Array>,
  { sim, endpoint, waitMs = 1_000 }: Pick<StageOptions, 'sim'> & { endpoint?: string; waitMs?: number } = {},
): Promise<Stage> {
  const stage = await openStage({ files, ...(sim && { sim }) })
  stage.configure({ mirror: { waitMs } })
  Object.assign(stage.environment, await s3.freshBucket(endpoint))
  return stage
}

/** Candidates and references of the newest generated file. */
export function urlsIn(stage: Stage): string[] {
  const name = stage.files(/-generated-.*\.nbflow$/).at(-1) ?? ''
  const { generations } = wire(readDocument(Buffer.from(stage.read(name)), name))
  const urls = generations.flatMap(({ saved, inputs }) => [
    ...saved,
    ...inputs.flatMap((input) => (input.from === 'reference' ? [input.url] : [])),
  ])
  return [...new Set(urls)]
}

/** Fetches each URL, and compares it with what its name says. */
export async function proven(stage: Stage): Promise<string[]> {
  const urls = urlsIn(stage)
  for (const url of urls) {
    const answer = await fetch(url)
    expect(answer.status).toBe(200)
    const sha256 = createHash('sha256')
      .update(Buffer.from(await answer.arrayBuffer()))
      .digest('hex')
    expect(url).toContain(sha256)
  }
  return urls
}

export function bucketOf({ environment }: Stage): string {
  return environment.S3_BUCKET ?? ''
}

export function keyOf(url: string | undefined, stage: Stage): { bucket: string; key: string } {
  const { S3_PUBLIC_URL: start = '' } = stage.environment
  return { bucket: bucketOf(stage), key: url?.slice(start.length + 1) ?? '' }
}

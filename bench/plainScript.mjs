// What users have without Retake: a loop over the nodes with a pool of promises, and a cache in a JSON file beside the
// results. Fast and honest: it hashes what it sends, skips what it has, goes on after a failure. Not durable: the cache
// is written after each pass, and a script that is killed pays for that pass again.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * @typedef {{ kind: 'image' | 'video', prompt: string, properties: Record<string, any>, inputs: string[] }} Order
 * @typedef {{ id: number, type: string, properties: Record<string, any> }} FileNode
 *
 * @param {string} file The workflow.
 * @param {{ width: number, generate: (order: Order) => Promise<Uint8Array> }} options `inputs` are paths.
 * @returns {Promise<{ made: number, had: number, failed: number }>} Counts of candidates.
 */
export async function runPlainScript(file, { width, generate }) {
  const cacheFile = join(dirname(file), 'plain', 'cache.json')
  /** @type {Record<string, string>} */
  const cache = existsSync(cacheFile) ? JSON.parse(readFileSync(cacheFile, 'utf8')) : {}
  const counts = { made: 0, had: 0, failed: 0 }
  const { nodes, links } = JSON.parse(readFileSync(file, 'utf8')).tabs[0].graphData
  /** @type {Map<number, number[]>} */
  const sources = new Map(nodes.map((/** @type {FileNode} */ { id }) => [id, []]))
  for (const [, source, , target] of links) sources.get(target)?.push(source)
  /** @type {Map<number, { prompt: string } | { path: string } | null>} What each node passes on; null if it failed. */
  const passed = new Map()
  /** @type {FileNode[]} */
  let waiting = nodes
  while (waiting.length > 0) {
    const isReady = (/** @type {FileNode} */ { id }) => sources.get(id)?.every((source) => passed.has(source))
    const ready = waiting.filter(isReady)
    waiting = waiting.filter((node) => !isReady(node))
    const jobs = ready.flatMap((node) => jobsOf(node))
    await inPool(width, jobs, async ({ path, hash, order }) => {
      if (cache[path] === hash && existsSync(path)) counts.had += 1
      else {
        try {
          writeFileSync(path, await generate(order))
          cache[path] = hash
          counts.made += 1
        } catch {
          counts.failed += 1
        }
      }
    })
    for (const { id, path, hash } of jobs) {
      if (cache[path] === hash && !passed.get(id)) passed.set(id, { path })
    }
    if (jobs.length > 0) writeFileSync(cacheFile, JSON.stringify(cache))
  }
  return counts

  /** Passes on what needs no job. @param {FileNode} node */
  function jobsOf({ id, type, properties }) {
    const inputs = (sources.get(id) ?? []).map((source) => passed.get(source) ?? null)
    const paths = inputs.flatMap((input) => (input !== null && 'path' in input ? [input.path] : []))
    const prompt = inputs
      .flatMap((input) => (input !== null && 'prompt' in input ? [input.prompt] : []))
      .join()
    const isGeneration = !/(Prompt|Media)$/.test(type)
    if (type.endsWith('Prompt')) passed.set(id, { prompt: properties.text })
    else if (inputs.includes(null) || isGeneration) passed.set(id, null)
    else passed.set(id, { path: paths[0] ?? join(dirname(file), properties.imageData) })
    if (inputs.includes(null) || !isGeneration) return []
    const kind = type.endsWith('Veo3') ? /** @type {const} */ ('video') : /** @type {const} */ ('image')
    const order = { kind, prompt, properties, inputs: paths }
    const hash = createHash('sha256').update(JSON.stringify(order)).digest('hex')
    return Array.from({ length: properties.outputCount }, (_, slot) => {
      return { id, hash, order, path: join(dirname(file), 'plain', `${id}-${slot}.${kind}`) }
    })
  }
}

/**
 * @template Item
 * @param {number} width
 * @param {readonly Item[]} items
 * @param {(item: Item) => Promise<void>} work
 */
export async function inPool(width, items, work) {
  const left = items.values()
  const worker = async () => {
    for (const item of left) await work(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
}

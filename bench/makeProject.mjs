// The same graph for make: one target per node, each newer than what it depends on, so that there is nothing to do.
import { spawnSync } from 'node:child_process'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} folder Where the workflow lies; make gets a folder of its own in it.
 * @param {object} workflow
 * @returns {(() => number) | null} One run of make, in milliseconds; null where there is no make.
 */
export function makeProject(folder, workflow) {
  if (makeVersion() === null) return null
  const directory = join(folder, 'make')
  mkdirSync(directory)
  /** @type {{ nodes: { id: number }[], links: [number, number, number, number][] }} */
  const { nodes, links } = /** @type {any} */ (workflow).tabs[0].graphData
  /** @type {Map<number, number[]>} */
  const sources = new Map(nodes.map(({ id }) => [id, []]))
  for (const [, source, , target] of links) sources.get(target)?.push(source)
  const past = Date.now() / 1000 - 2 * nodes.length
  for (const { id } of nodes) {
    const path = join(directory, `n${id}`)
    writeFileSync(path, '')
    utimesSync(path, past + id, past + id)
  }
  const rules = nodes.map(
    ({ id }) => `n${id}: ${(sources.get(id) ?? []).map((source) => `n${source}`).join(' ')}\n\ttouch $@\n`,
  )
  writeFileSync(
    join(directory, 'Makefile'),
    `all: ${nodes.map(({ id }) => `n${id}`).join(' ')}\n${rules.join('')}.PHONY: all\n`,
  )
  return () => {
    const { elapsedMs, touched } = runMake(directory, [])
    if (touched > 0) throw new Error('make had something to do.')
    return elapsedMs
  }
}

const program = 'make'

/**
 * Without its built-in rules, as somebody does who wants it fast.
 *
 * @param {string} cwd @param {string[]} args
 * @returns {{ elapsedMs: number, touched: number }} How many targets it made, or said that it would.
 */
export function runMake(cwd, args) {
  const startedAt = performance.now()
  const { stdout, stderr, status } = spawnSync(program, ['-rR', ...args], { cwd, encoding: 'utf8' })
  const elapsedMs = performance.now() - startedAt
  if (status !== 0) throw new Error(`make ended with ${status}: ${stderr}`)
  return { elapsedMs, touched: stdout.split('\n').filter((line) => line.startsWith('touch ')).length }
}

/** @returns {string | null} `GNU Make 4.3`, or null where there is none. */
export function makeVersion() {
  const { stdout, error } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return error === undefined ? (stdout.split('\n')[0] ?? null) : null
}

// Runs the measurements that are named, or all, and puts each table between its markers in docs/BENCH.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../scripts/root.mjs'
import { branches } from './branches.mjs'
import { coldJobs } from './coldJobs.mjs'
import { commandLine } from './commandLine.mjs'
import { deepChain } from './deepChain.mjs'
import { desktops } from './desktops.mjs'
import { killed } from './kills.mjs'
import { machineLine } from './machine.mjs'
import { makespan } from './makespan.mjs'
import { mirror } from './mirror.mjs'
import { noop } from './noop.mjs'
import { resume } from './resume.mjs'
import { markdownOf } from './table.mjs'
import { removeWorlds } from './world.mjs'

const page = join(root, 'docs', 'BENCH.md')
const benches = [noop, commandLine, coldJobs, deepChain, makespan, desktops, branches, mirror, killed, resume]

/**
 * @param {string[]} args Names of benches; none: all. `--print`: the page is left as it is.
 * @returns {Promise<number>} The exit code.
 */
export async function bench(args) {
  const names = args.filter((arg) => arg !== '--print')
  const unknown = names.find((name) => !benches.some((each) => each.name === name))
  if (unknown !== undefined) {
    console.error(`There is no bench "${unknown}". There are: ${benches.map(({ name }) => name).join(', ')}.`)
    return 2
  }
  for (const { name, measure } of benches.filter((each) => names.length === 0 || names.includes(each.name))) {
    const startedAt = performance.now()
    console.error(`${name} …`)
    try {
      const text = `${markdownOf(await measure())}\n\n*${machineLine()}*`
      console.log(`\n${text}\n`)
      if (!args.includes('--print')) put(name, text)
    } finally {
      removeWorlds()
    }
    console.error(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`)
  }
  return 0
}

/** @param {string} name @param {string} text */
function put(name, text) {
  const [start, end] = [`<!-- measured: ${name} -->`, `<!-- end: ${name} -->`]
  const whole = readFileSync(page, 'utf8')
  const [from, to] = [whole.indexOf(start), whole.indexOf(end)]
  if (from < 0 || to < from)
    throw new Error(`docs/BENCH.md has no place for "${name}": put ${start} and ${end} in it.`)
  writeFileSync(page, `${whole.slice(0, from + start.length)}\n${text}\n${whole.slice(to)}`)
}

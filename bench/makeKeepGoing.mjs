// `make -k` on a hundred scenes, still before clip, of which one still fails: what is made, and what a second run does again.
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeVersion } from './makeProject.mjs'

/**
 * @param {string} folder Of its own.
 * @param {{ branches: number, failing: number }} shape
 * @returns {{ delivered: number, sentAgain: number, branchesAgain: number, deliveredThen: number } | null} Null where there is no make.
 */
export function makeKeepGoing(folder, { branches, failing }) {
  if (makeVersion() === null) return null
  const numbers = Array.from({ length: branches }, (_, at) => at + 1)
  const isBroken = join(folder, 'broken')
  const sent = join(folder, 'sent')
  const recipe = (/** @type {string} */ target, /** @type {string} */ before) =>
    `${target}:${before}\n\t@echo $@ >> sent\n\t@touch $@\n`
  const rules = numbers.map((number) => {
    const still =
      number === failing
        ? `still-${number}:\n\t@echo $@ >> sent\n\t@test ! -e broken\n\t@touch $@\n`
        : recipe(`still-${number}`, '')
    return still + recipe(`clip-${number}`, ` still-${number}`)
  })
  const all = numbers.map((number) => `clip-${number}`).join(' ')
  writeFileSync(join(folder, 'Makefile'), `all: ${all}\n${rules.join('')}.PHONY: all\n`)
  const clips = () => numbers.filter((number) => linesOf(sent).includes(`clip-${number}`)).length
  writeFileSync(isBroken, '')
  writeFileSync(sent, '')
  run(folder)
  const delivered = clips()
  rmSync(isBroken)
  writeFileSync(sent, '')
  run(folder)
  const again = linesOf(sent)
  const branchesAgain = new Set(again.map((target) => target.split('-')[1])).size
  return { delivered, sentAgain: again.length, branchesAgain, deliveredThen: delivered + clips() }
}

/** @param {string} cwd */
function run(cwd) {
  spawnSync('make', ['-rRk', '-j3'], { cwd, stdio: 'ignore' })
}

/** @param {string} file */
function linesOf(file) {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean)
}

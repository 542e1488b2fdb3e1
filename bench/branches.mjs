// One of a hundred branches fails: what is delivered all the same, and what a rerun sends again.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateWith } from './generateWith.mjs'
import { instantBackend } from './instantBackend.mjs'
import { makeKeepGoing } from './makeKeepGoing.mjs'
import { runPlainScript } from './plainScript.mjs'
import { sceneWorkflow } from './workflows.mjs'
import { openWorld, WIDTH } from './world.mjs'

const branchCount = 100
const failing = /^Scene 37:/

/** @type {import('./table.mjs').Bench} */
export const branches = {
  name: 'branches',
  measure: async () => {
    const columns = [
      '',
      'delivered',
      'entries in errors.json',
      'the rerun sends',
      'in branches',
      'delivered then',
    ]
    return { columns, rows: [await ofRetake(), ofMake(), await ofScript()].filter((row) => row !== null) }
  },
}

async function ofRetake() {
  const world = openWorld(sceneWorkflow(branchCount, { outputCount: 1 }), { retry: { baseMs: 1 } })
  const { backend, sent, heal } = failingBackend()
  const first = await world.run(backend)
  const entries = first.errorsFile === null ? [] : JSON.parse(readFileSync(first.errorsFile, 'utf8'))
  heal()
  const second = await world.run(backend)
  return [
    'Retake',
    clipsOf(first),
    String(entries.length),
    `${sent.length} jobs`,
    String(new Set(sent).size),
    clipsOf(second),
  ]
}

function ofMake() {
  const { folder } = openWorld(sceneWorkflow(1, { outputCount: 1 }))
  const made = makeKeepGoing(join(folder, 'plain'), { branches: branchCount, failing: 37 })
  if (made === null) return null
  const { delivered, sentAgain, branchesAgain, deliveredThen } = made
  const again = [`${sentAgain} jobs`, String(branchesAgain)]
  return ['`make -k`', `${delivered} clips`, 'none', ...again, `${deliveredThen} clips`]
}

async function ofScript() {
  const { file } = openWorld(sceneWorkflow(branchCount, { outputCount: 1 }))
  const { backend, sent, heal } = failingBackend()
  const options = { width: WIDTH, generate: generateWith(backend, { pollMs: 1 }) }
  const first = await runPlainScript(file, options)
  heal()
  const second = await runPlainScript(file, options)
  const delivered = first.made - (branchCount - first.failed)
  const deliveredThen = second.made + second.had - branchCount
  const sentAgain = [`${sent.length} jobs`, String(new Set(sent).size)]
  return ['plain script', `${delivered} clips`, 'none: a count', ...sentAgain, `${deliveredThen} clips`]
}

/** @param {import('./world.mjs').RunReport} report */
function clipsOf({ generations }) {
  const clips = generations.filter(({ kind, candidates }) => kind === 'video' && candidates.length > 0)
  return `${clips.length} clips`
}

/** Fails one still until it is healed; what is sent afterwards is counted, by branch. */
function failingBackend() {
  let isHealed = false
  /** @type {string[]} */
  const sent = []
  const backend = instantBackend(({ prompt }) => {
    if (isHealed) sent.push(/^Scene \d+/.exec(prompt)?.[0] ?? prompt)
    else if (failing.test(prompt) && prompt.includes('kitchen')) {
      return {
        status: 'failed',
        error: { errorType: 'api_error', message: '503: try later', retryable: true },
      }
    }
    return null
  })
  const heal = () => {
    isHealed = true
  }
  return { backend, sent, heal }
}

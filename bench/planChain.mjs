// Plans one workflow and prints what that took: `node planChain.mjs FILE`. In a process of its own, that the peak of memory
// is the plan's; so it loads nothing else.
import { dirname } from 'node:path'

/** @param {string} path Below dist/src/. */
const built = (path) => import(new URL(`../dist/src/${path}`, import.meta.url).href)

/** @type {typeof import('../src/app.ts')} */
const { openApp } = await built('app.js')
/** @type {typeof import('../src/commands/finding/source.ts')} */
const { openSource } = await built('commands/finding/source.js')
/** @type {typeof import('../src/commands/running/prepare.ts')} */
const { prepare } = await built('commands/running/prepare.js')
/** @type {typeof import('../src/engine/plan.ts')} */
const { plan } = await built('engine/plan.js')

const file = process.argv[2] ?? ''
const app = openApp({ cwd: dirname(file), environment: {}, signal: new AbortController().signal, ask: null })
const startedAt = performance.now()
const source = await openSource(app, file)
const projectBackend = await source.project.backend('glabs')
const readAt = performance.now()
const selected = new Set(source.wiring.generations.map(({ key }) => key))
const prepared = await prepare(app, source, { gates: 'auto', selected, projectBackend })
const options = prepared.planOptions()
const preparedAt = performance.now()
const { jobs } = await plan(options)
const plannedAt = performance.now()
await app.close()

/** @type {import('./deepChain.mjs').Planned} */
const planned = {
  read: readAt - startedAt,
  prepare: preparedAt - readAt,
  plan: plannedAt - preparedAt,
  jobs: [...jobs.values()].reduce((sum, count) => sum + count, 0),
  memory: process.resourceUsage().maxRSS / 1024,
}
console.log(JSON.stringify(planned))

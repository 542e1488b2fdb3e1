// One run in a process of its own: tells its parent how long it took, and what memory was resident while it went on.
import { COMMANDS, openApp } from './builtRetake.mjs'

/** @type {{ folder: string, file: string, count: number }} */
const { folder, file, count } = JSON.parse(process.argv[2] ?? '{}')
const app = openApp({ cwd: folder, environment: {}, signal: new AbortController().signal, ask: null })
const marks = { plan: Number.NaN, settled: Number.NaN }
const memory = { early: 0, late: 0 }
let made = 0
const startedAt = performance.now()
const { exitCode } = await COMMANDS.run.run(app, { file }, ({ type }) => {
  if (type === 'plan' || type === 'settled') marks[type] = performance.now()
  if (type !== 'made') return
  made += 1
  if (made === Math.ceil(count / 5)) memory.early = process.memoryUsage.rss()
  if (made === count) memory.late = process.memoryUsage.rss()
})
const whole = performance.now() - startedAt
await app.close()
const most = process.resourceUsage().maxRSS * 1024
process.send?.({ whole, loop: marks.settled - marks.plan, ...memory, most, exitCode })
process.disconnect()

// A simulated G-Labs in a process of its own, with tiny pictures; tells its address, ends with its parent. What it took
// is in a file before it answers, where one is named (`ledgerFile`): killed or not, that is what was paid.
import { appendFileSync } from 'node:fs'

/** @type {typeof import('../sim/startSim.ts')} */
const { startSim } = await import(new URL('../dist/sim/startSim.js', import.meta.url).href)
const { ledgerFile, tellsCalls = false, ...options } = JSON.parse(process.argv[2] ?? '{}')
const { url } = await startSim({
  ...options,
  ...(tellsCalls && { onCall: () => process.send?.('called') }),
  pictures: 'plain',
  ...(ledgerFile && {
    onEntry: (/** @type {object} */ entry) => appendFileSync(ledgerFile, `${JSON.stringify(entry)}\n`),
  }),
})
process.send?.(url)
process.on('disconnect', () => process.exit())

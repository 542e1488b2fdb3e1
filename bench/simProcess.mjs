// A simulated G-Labs in a process of its own, with tiny pictures; tells its address, ends with its parent.

/** @type {typeof import('../sim/startSim.ts')} */
const { startSim } = await import(new URL('../dist/sim/startSim.js', import.meta.url).href)
const { url } = await startSim({ ...JSON.parse(process.argv[2] ?? '{}'), pictures: 'plain' })
process.send?.(url)
process.on('disconnect', () => process.exit())

// A case that never ends (`loop`), or takes memory without end (`memory`), for the test of the watchdog.
import { watch } from './watch.mjs'

const isLoop = process.argv[2] === 'loop'
const most = { mostCpuMs: isLoop ? 300 : 60_000, mostWallMs: 60_000, mostBytes: 400_000_000 }
const held = []
watch('hangs', most).begin(7)
for (;;) if (!isLoop) held.push(Buffer.alloc(10_000_000, 1))

// The plain script as a command: `node startPlainScript.mjs FILE`. Only for a workflow where everything is made.
import { runPlainScript } from './plainScript.mjs'

const counts = await runPlainScript(process.argv[2] ?? '', {
  width: 3,
  generate: async () => {
    throw new Error('There was something to do.')
  },
})
if (counts.failed > 0) process.exitCode = 1

// The plain script against a service: `node plainScriptRun.mjs FILE URL`. To be killed.
import { createGlabsBackend } from '../builtRetake.mjs'
import { generateWith } from '../generateWith.mjs'
import { runPlainScript } from '../plainScript.mjs'

const [file = '', url = ''] = process.argv.slice(2)
const backend = createGlabsBackend({ name: 'glabs', url, apiKey: undefined })
const { failed } = await runPlainScript(file, { width: 3, generate: generateWith(backend, { pollMs: 10 }) })
process.exitCode = failed === 0 ? 0 : 1

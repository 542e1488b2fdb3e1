// `npm run s3 -- start [--port N] | stop | status`: a real S3 server on loopback, with a bucket that anybody may read.
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from './root.mjs'
import { makePublicBucket } from './s3/publicBucket.mjs'
import { knownS3Server, startS3Server } from './s3/s3Server.mjs'

const folder = join(root, '.s3')
const bucket = 'clips'

const options = { port: { type: /** @type {const} */ ('string') } }
const { values, positionals } = parseArgs({ options, allowPositionals: true, strict: false })
const [verb = 'status'] = positionals
const port = values.port === undefined ? undefined : Number(values.port)
const verbs = { start, stop, status }
if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
  console.error(`--port takes a number from 1 to 65535, not "${values.port}".`)
  process.exitCode = 2
} else if (Object.hasOwn(verbs, verb)) await verbs[/** @type {keyof typeof verbs} */ (verb)]()
else {
  console.error(`There is no "${verb}". Use one of: ${Object.keys(verbs).join(', ')}.`)
  process.exitCode = 2
}

async function start() {
  const running = await answering()
  if (running !== null) {
    console.error('It runs already.')
    printVariables(running)
    return
  }
  await (await knownS3Server(folder))?.stop()
  console.error('Starting; this takes about 12 seconds.')
  try {
    const server = await startS3Server(folder, port)
    await makePublicBucket(server, bucket)
    printVariables(server)
    console.error('It keeps everything in memory. To end it: npm run s3 -- stop')
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

async function stop() {
  const server = await knownS3Server(folder)
  await server?.stop()
  console.error(server === null ? 'It was not started.' : 'Stopped; what was stored is gone.')
}

async function status() {
  const running = await answering()
  if (running !== null) printVariables(running)
  else {
    console.error('It does not run. To start it: npm run s3 -- start')
    process.exitCode = 1
  }
}

async function answering() {
  const server = await knownS3Server(folder)
  if (server === null) return null
  const answer = await fetch(server.endpoint).catch(() => null)
  await answer?.body?.cancel()
  return answer === null ? null : server
}

/** For `eval`. @param {import('./s3/s3Server.mjs').S3Server} server */
function printVariables({ endpoint, region, accessKeyId, secretAccessKey }) {
  const variables = {
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    S3_BUCKET: bucket,
    S3_PUBLIC_URL: `${endpoint}/${bucket}`,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  }
  for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${value}`)
}

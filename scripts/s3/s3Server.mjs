// A real S3 server on loopback, for trying, tests and benchmarks: Ceph's gateway over one monitor and one store in memory.
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { cephConfig } from './cephConfig.mjs'

const run = promisify(execFile)

/** In the order in which they are started. */
const daemons = /** @type {const} */ (['mon.a', 'osd.0', 'client.rgw'])
const programs = ['ceph', 'ceph-mon', 'ceph-osd', 'radosgw', 'radosgw-admin', 'ceph-authtool', 'monmaptool']
const startDeadlineMs = 60_000

/**
 * @typedef {object} S3Server
 * @property {string} endpoint `http://127.0.0.1:<port>`, path style.
 * @property {string} region
 * @property {string} accessKeyId
 * @property {string} secretAccessKey
 * @property {() => Promise<void>} killGateway As a power cut would: connections break, what was stored stays.
 * @property {() => Promise<void>} startGateway After `killGateway`: the same port, the same objects.
 * @property {() => Promise<void>} stop Ends all of it and removes its folder.
 */

/** @returns {Promise<string[]>} Programs that are not installed; Debian has them in radosgw, ceph-mon, ceph-osd. */
export async function missingPrograms() {
  const found = await Promise.all(
    programs.map((program) =>
      run('sh', ['-c', `command -v ${program}`]).then(
        () => null,
        () => program,
      ),
    ),
  )
  return found.filter((program) => program !== null)
}

/**
 * Starts the three daemons; takes about 12 seconds.
 *
 * @param {string} folder Made anew; holds their configuration, logs and process ids.
 * @param {number} [port] A free one where none is given.
 * @returns {Promise<S3Server>}
 */
export async function startS3Server(folder, port) {
  const missing = await missingPrograms()
  if (missing.length > 0) {
    throw new Error(
      `Not installed: ${missing.join(', ')}. On Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd`,
    )
  }
  const ports = { monitor: await freePort(), gateway: await freePort(port) }
  await rm(folder, { recursive: true, force: true })
  for (const name of ['mon', 'osd']) await mkdir(join(folder, name), { recursive: true })
  const fsid = randomUUID()
  const access = { accessKeyId: 'retake', secretAccessKey: randomUUID(), region: 'default' }
  await writeFile(join(folder, 'ceph.conf'), cephConfig(folder, fsid, ports))
  await writeFile(join(folder, 'server.json'), JSON.stringify({ port: ports.gateway, ...access }))
  const server = openS3Server(folder, ports.gateway, access)
  try {
    await startCluster(folder, fsid, ports.monitor, access)
    await server.startGateway()
    return server
  } catch (error) {
    await stopDaemons(folder)
    throw error
  }
}

/**
 * @param {string} folder
 * @returns {Promise<S3Server | null>} The server that was started there, or null.
 */
export async function knownS3Server(folder) {
  const file = join(folder, 'server.json')
  if (!existsSync(file)) return null
  const { port, ...access } = JSON.parse(await readFile(file, 'utf8'))
  return openS3Server(folder, port, access)
}

/**
 * @param {string} folder
 * @param {number} port
 * @param {{ accessKeyId: string, secretAccessKey: string, region: string }} access
 * @returns {S3Server}
 */
function openS3Server(folder, port, access) {
  const endpoint = `http://127.0.0.1:${port}`
  return {
    endpoint,
    ...access,
    killGateway: () => killDaemon(folder, 'client.rgw'),
    startGateway: async () => {
      await runHere(folder, 'radosgw', ['-n', 'client.rgw'])
      await answers(endpoint, folder)
    },
    stop: async () => {
      await stopDaemons(folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * @param {string} folder
 * @param {string} fsid
 * @param {number} port
 * @param {{ accessKeyId: string, secretAccessKey: string }} access
 */
async function startCluster(folder, fsid, port, { accessKeyId, secretAccessKey }) {
  const keyring = join(folder, 'keyring')
  const map = join(folder, 'monmap')
  const all = ['--cap', 'mon', 'allow *', '--cap', 'osd', 'allow *']
  const some = ['--cap', 'mon', 'allow rwx', '--cap', 'osd', 'allow rwx']
  const own = ['--cap', 'mon', 'allow profile osd', '--cap', 'osd', 'allow *']
  await run('ceph-authtool', [
    '--create-keyring',
    keyring,
    '--gen-key',
    '-n',
    'mon.',
    '--cap',
    'mon',
    'allow *',
  ])
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'client.admin', ...all])
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'client.rgw', ...some])
  await run('ceph-authtool', [keyring, '--gen-key', '-n', 'osd.0', ...own])
  await run('monmaptool', ['--create', '--addv', 'a', `[v2:127.0.0.1:${port}]`, '--fsid', fsid, map])
  await runHere(folder, 'ceph-mon', ['--mkfs', '-i', 'a', '--monmap', map, '--keyring', keyring])
  await runHere(folder, 'ceph-mon', ['-i', 'a'])
  const uuid = randomUUID()
  await runHere(folder, 'ceph', ['osd', 'new', uuid])
  await runHere(folder, 'ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', uuid])
  await runHere(folder, 'ceph-osd', ['-i', '0'])
  const user = ['user', 'create', '--uid=retake', '--display-name=Retake']
  const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`]
  await runHere(folder, 'radosgw-admin', ['-n', 'client.rgw', ...user, ...keys])
}

/**
 * @param {string} folder
 * @param {string} program
 * @param {string[]} args
 */
async function runHere(folder, program, args) {
  const configured = ['-c', join(folder, 'ceph.conf'), ...args]
  await new Promise((resolve, reject) => {
    const child = spawn(program, configured, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += chunk
    })
    child.on('error', reject)
    // Not `close`: a daemon keeps its parent's error stream open.
    child.on('exit', (code) => {
      child.stderr.destroy()
      if (code === 0) resolve(undefined)
      else reject(new Error(`${program} ended with ${code}:\n${said}`))
    })
  })
}

/** @param {string} endpoint @param {string} folder */
async function answers(endpoint, folder) {
  const deadline = Date.now() + startDeadlineMs
  while (Date.now() < deadline) {
    const answer = await fetch(endpoint).catch(() => null)
    await answer?.body?.cancel()
    if (answer?.ok) return
    await pause(50)
  }
  throw new Error(`The S3 server does not answer at ${endpoint}; its logs are in ${folder}.`)
}

/** @param {string} folder */
async function stopDaemons(folder) {
  for (const daemon of daemons.toReversed()) await killDaemon(folder, daemon)
}

/** Hard: the store in memory does not end otherwise. @param {string} folder @param {string} daemon */
async function killDaemon(folder, daemon) {
  const file = join(folder, `${daemon}.pid`)
  if (!existsSync(file)) return
  const id = Number(await readFile(file, 'utf8'))
  if (isDaemonOf(folder, id)) {
    process.kill(id, 'SIGKILL')
    while (isDaemonOf(folder, id)) await pause(10)
  }
  await rm(file, { force: true })
}

/**
 * After a restart of the machine the id may be somebody else's. One that ended has no command line, fetched by its parent or not.
 *
 * @param {string} folder
 * @param {number} id
 */
function isDaemonOf(folder, id) {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(join(folder, 'ceph.conf'))
  } catch {
    return false
  }
}

/** @param {number} [wanted] @returns {Promise<number>} */
function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', (cause) => reject(new Error(`Port ${wanted} cannot be had.`, { cause })))
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

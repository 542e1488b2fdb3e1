// `npm start`: from an empty clone to a running Retake. Without arguments the demo, with arguments `retake run …`.
import { buildIfNeeded } from './build.mjs'
import { installIfNeeded } from './install.mjs'
import { root } from './root.mjs'
import { runNode } from './runNode.mjs'

installIfNeeded()
const builtCode = await buildIfNeeded()
if (builtCode === 0) await startRetake(process.argv.slice(2))
else process.exitCode = builtCode

/** @param {string[]} args */
async function startRetake(args) {
  const { exitCode } = await runNode(
    [`${root}bin/retake.mjs`, ...(args.length === 0 ? ['demo'] : ['run', ...args])],
    { directory: whereTheUserStands(), onStart: passSignalsOn },
  )
  process.exitCode = exitCode
}

/** npm moves to the project's folder before it starts a script; file names are meant from where the user was. */
function whereTheUserStands() {
  return process.env.npm_lifecycle_event === 'start' ? (process.env.INIT_CWD ?? root) : process.cwd()
}

/**
 * A terminal sends Ctrl-C to the child as well: passing it on would make two of it, and the second means "leave now".
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function passSignalsOn(child) {
  const onTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGHUP'])) {
    process.on(signal, () => {
      if (!onTerminal) child.kill(signal)
    })
  }
}

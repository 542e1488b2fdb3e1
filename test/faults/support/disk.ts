/** Small file systems for one test: filled to the brim, freed, made read-only. Linux, root. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Whether this process may mount: with it, what does not exist cannot be what a test is skipped for. */
export const CAN_MOUNT = mayMount()

export interface SmallDisk {
  readonly folder: string
  /** Takes all room but so much. */
  leave(kilobytes: number): void
  free(): void
  setReadOnly(isReadOnly: boolean): void
}

/** A file system in memory; it goes with the test. */
export function mountDisk(folder: string, kilobytes = 4_096): SmallDisk {
  mkdirSync(folder, { recursive: true })
  call('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder])
  onTestFinished(() => call('umount', ['--lazy', folder]))
  const ballast = join(folder, 'ballast')
  return {
    folder,
    leave: (left) => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left * 1024)))
    },
    free: () => rmSync(ballast),
    setReadOnly: (isReadOnly) => call('mount', ['-o', `remount,${isReadOnly ? 'ro' : 'rw'}`, folder]),
  }
}

/** Shows a folder, or a file, to its readers as read-only; undone by the answer, and with the test. */
export function bindReadOnly(path: string): () => void {
  call('mount', ['--bind', path, path])
  let isBound = true
  const undo = () => {
    if (isBound) call('umount', ['--lazy', path])
    isBound = false
  }
  onTestFinished(undo)
  call('mount', ['-o', 'remount,bind,ro', path])
  return undo
}

function call(program: string, args: readonly string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}

function mayMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  // CAP_SYS_ADMIN; a container may have root and still not this.
  if (((BigInt(`0x${effective}`) >> 21n) & 1n) === 0n) return false
  const folder = mkdtempSync(join(tmpdir(), 'retake-mount-'))
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder])
  if (status === 0) spawnSync('umount', [folder])
  rmSync(folder, { recursive: true })
  return status === 0
}

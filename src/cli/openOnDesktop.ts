/** Opens a file with the program the desktop has for it; where there is no desktop, or nobody watches, does nothing. */
import { spawn } from 'node:child_process'

export function openOnDesktop(path: string): void {
  if (!process.stdout.isTTY || process.env.CI) return
  const opener = openerOf(process.platform)
  if (opener === null) return
  const [program, ...args] = opener
  const child = spawn(program!, [...args, path], { detached: true, stdio: 'ignore' })
  // A desktop without such a program is no reason to fail: the path is printed anyway.
  child.on('error', () => {})
  child.unref()
}

function openerOf(platform: NodeJS.Platform): string[] | null {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32') return ['cmd', '/c', 'start', '""']
  return process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open'] : null
}

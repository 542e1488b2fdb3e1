/** Under WSL the loopback is Linux's own: a G-Labs that runs in Windows is elsewhere, unless both share their network. */

/**
 * What to do when nothing answers there; null where this is not the reason.
 * @param release the system's, as `os.release()` has it
 */
export function windowsSide(baseUrl: string, release: string): string | null {
  if (!/microsoft/i.test(release) || !LOOPBACK.test(new URL(baseUrl).hostname)) return null
  return `start G-Labs. If it runs in Windows: this is WSL, whose ${new URL(baseUrl).hostname} is not that of Windows. Put "networkingMode=mirrored" under [wsl2] in %UserProfile%\\.wslconfig and run "wsl --shutdown", or set GLABS_URL to the address that "ip route show default" names, and let G-Labs listen there`
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

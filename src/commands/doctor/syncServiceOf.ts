/** Folders that a service copies to its cloud, told by the names they have on Windows, macOS and Linux. */
import { realpathSync } from 'node:fs'

const SERVICES: readonly (readonly [service: string, folder: RegExp])[] = [
  ['OneDrive', /^OneDrive($| ?-)/i],
  ['iCloud Drive', /^(iCloud ?Drive|com~apple~CloudDocs)($| ?-)/i],
  ['Dropbox', /^Dropbox($| ?[-(])/i],
  ['Google Drive', /^(Google ?Drive|DriveFS)($| ?-)/i],
]
/** Google's own drive letter, and its mount, hold this folder; its name is in the language of the account. */
const GOOGLE_ROOT =
  /^([A-Z]:|\/Volumes\/[^/]+)\/(My Drive|Mi unidad|Mon Drive|Meine Ablage|Meu Drive|Il mio Drive)(\/|$)/i

/**
 * The service whose folder one of these paths lies in, or null.
 * @param existing a folder that is there: links in it are followed
 */
export function syncServiceOf(existing: string, path: string): string | null {
  return serviceNamed(realpathSync(existing)) ?? serviceNamed(path)
}

/** @param path of any system */
export function serviceNamed(path: string): string | null {
  const slashed = path.replaceAll('\\', '/')
  if (GOOGLE_ROOT.test(slashed)) return 'Google Drive'
  const names = slashed.split('/')
  return SERVICES.find(([, folder]) => names.some((name) => folder.test(name)))?.[0] ?? null
}

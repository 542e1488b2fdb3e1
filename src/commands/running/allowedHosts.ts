/** Private hosts that may be fetched from: those that the user names, and where the services themselves answer. */
import type { Config } from '../../config.ts'

/** Candidates that the canvas saved lie at G-Labs itself, whichever instance made them. */
export function allowedHosts({
  allowHosts,
  glabsUrl,
  backends,
}: Pick<Config, 'allowHosts' | 'glabsUrl' | 'backends'>): string[] {
  return [...allowHosts, ...[glabsUrl, ...backends.map(({ url }) => url)].map((url) => new URL(url).host)]
}

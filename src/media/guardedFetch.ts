/**
 * A `fetch` for URLs that a stranger's workflow names: private addresses are refused at the moment of connecting, so
 * that no redirect and no DNS name leads there.
 */
import { type LookupAddress, lookup as lookUpName } from 'node:dns'
import ipaddr from 'ipaddr.js'
import { Agent, fetch as undiciFetch } from 'undici'

const MOST_REDIRECTS = 5
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * @param allowedHosts host names or `host:port` that may be private
 * @param lookup who turns a name into addresses: the system, or a test's own answers
 */
export function guardedFetch(allowedHosts: readonly string[], lookup: Lookup = lookUpName) {
  const allowed = new Set(allowedHosts.map((host) => host.toLowerCase()))
  const guarded = new Agent({ connect: { lookup: publicLookup(lookup) } })
  const open = new Agent()
  return async (url: string, init: RequestInit): Promise<Response> => {
    let target = new URL(url)
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      if (target.username !== '' || target.password !== '') throw new Error(WITH_PASSWORD)
      const isAllowed = allowed.has(target.hostname) || allowed.has(target.host)
      if (!isAllowed) refusePrivateLiteral(target)
      const dispatcher = isAllowed ? open : guarded
      const { headers, signal } = init
      const response = await undiciFetch(target, {
        redirect: 'manual',
        dispatcher,
        headers: headers as Record<string, string>,
        signal: signal ?? null,
      })
      const location = response.headers.get('location')
      if (!REDIRECTS.has(response.status) || location === null) return response as unknown as Response
      await response.body?.cancel()
      target = new URL(location, target)
      if (!/^https?:$/.test(target.protocol)) throw new Error(`it redirects to ${target.protocol}`)
    }
    throw new Error(`it redirects more than ${MOST_REDIRECTS} times`)
  }
}

const WITH_PASSWORD = 'its URL holds a name or a password; use a URL without one, or a path'

/** All of IPv6 that anybody may route lies here. */
const [GLOBAL_IPV6, GLOBAL_BITS] = ipaddr.IPv6.parseCIDR('2000::/3')
/** A public address by its numbers, that only Azure's own machines reach: it serves their secrets. */
const AZURE_PLATFORM = '168.63.129.16'

function isPrivateAddress(address: string): boolean {
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast' || parsed.toString() === AZURE_PLATFORM) return true
  return parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_IPV6, GLOBAL_BITS)
}

/** A literal address is never looked up, so it is judged here. */
function refusePrivateLiteral(target: URL): void {
  const host = target.hostname.replace(/^\[|\]$/g, '')
  if (ipaddr.isValid(host) && isPrivateAddress(host)) throw privateAddress(host)
}

type LookupCallback = (error: Error | null, address: string | LookupAddress[], family?: number) => void
type Lookup = (
  host: string,
  options: { all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void

/** One private address among several is enough to refuse: which one is taken is the network's choice. */
function publicLookup(lookup: Lookup) {
  return (host: string, options: object, callback: LookupCallback): void => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const hidden = addresses.find(({ address }) => isPrivateAddress(address))
      if (hidden !== undefined) return callback(privateAddress(host), [])
      if ('all' in options && options.all === true) return callback(null, addresses)
      callback(null, addresses[0]!.address, addresses[0]!.family)
    })
  }
}

function privateAddress(host: string): Error {
  return new Error(`${host} is a private address; add it to RETAKE_ALLOW_HOSTS if that is meant`)
}

/** Where public copies go, out of the variables that say so: R2, another S3, or an upload proxy. */
import type { Variable } from './variables.ts'

export type MirrorSettings =
  | {
      readonly is: 's3'
      /** Undefined: AWS. */
      readonly endpoint: string | undefined
      readonly region: string
      readonly bucket: string
      /** Without a `/` at the end, as all addresses here. */
      readonly publicUrl: string
      /** Undefined: where the SDK looks for them. */
      readonly credentials: Credentials | undefined
    }
  | {
      readonly is: 'proxy'
      readonly url: string
      readonly method: 'PUT' | 'POST'
      readonly token: string | undefined
    }
  | { readonly is: 'none' }
  /** Something is set, but not all that is needed. `problem` is a sentence without its full stop. */
  | { readonly is: 'incomplete'; readonly problem: string }

interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const R2 = ['R2_ACCOUNT_ID', 'R2_BUCKET', 'R2_PUBLIC_URL'] as const
const S3 = ['S3_BUCKET', 'S3_ENDPOINT', 'S3_PUBLIC_URL', 'S3_REGION'] as const
const PROXY = ['UPLOAD_PROXY_URL', 'UPLOAD_PROXY_METHOD'] as const

/** All variables that are read here. Those with `KEY`, `SECRET` or `TOKEN` in their names are never shown. */
export const MIRROR_VARIABLES = [
  'RETAKE_MIRROR',
  ...R2,
  'R2_ACCESS_KEY_ID',
  'R2_SECRET_ACCESS_KEY',
  ...S3,
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  ...PROXY,
  'UPLOAD_PROXY_TOKEN',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]

type Read = (variable: string) => string | undefined

export function mirrorSettings(variables: ReadonlyMap<string, Variable>): MirrorSettings {
  const read: Read = (variable) => variables.get(variable)?.text.trim() || undefined
  const groups = { r2: R2, s3: S3, proxy: PROXY }
  const chosen = read('RETAKE_MIRROR')?.toLowerCase()
  if (chosen === 'off') return { is: 'none' }
  const set = Object.entries(groups).flatMap(([group, names]) => {
    const first = names.find((name) => read(name) !== undefined)
    return first === undefined ? [] : [{ group, first }]
  })
  const [only, another] = set
  if (chosen === undefined && only === undefined) return { is: 'none' }
  if (chosen === undefined && another !== undefined) {
    const names = set.map(({ first }) => first).join(' and ')
    return incomplete(`${names} are set; say which with RETAKE_MIRROR (r2, s3, proxy or off)`)
  }
  const group = chosen ?? only?.group
  if (group === 'r2') return r2Settings(read)
  if (group === 's3') return s3Settings(read)
  if (group === 'proxy') return proxySettings(read)
  return incomplete(`RETAKE_MIRROR is "${chosen}"; it may be r2, s3, proxy or off`)
}

function r2Settings(read: Read): MirrorSettings {
  const [account, bucket, address] = R2.map(read)
  if (account === undefined || bucket === undefined || address === undefined) return missing(R2, read)
  const publicUrl = webAddress(address)
  if (publicUrl === null) return notAnAddress('R2_PUBLIC_URL')
  const endpoint = `https://${account}.r2.cloudflarestorage.com`
  const credentials = credentialsOf(read, 'R2')
  if (credentials === null) return half('R2')
  return { is: 's3', endpoint, region: 'auto', bucket, publicUrl, credentials }
}

const AWS_REGION = 'us-east-1'

function s3Settings(read: Read): MirrorSettings {
  const bucket = read('S3_BUCKET')
  const region = read('S3_REGION') ?? AWS_REGION
  const given = { endpoint: read('S3_ENDPOINT'), publicUrl: read('S3_PUBLIC_URL') }
  if (bucket === undefined) return missing(['S3_BUCKET'], read)
  const endpoint = given.endpoint === undefined ? undefined : webAddress(given.endpoint)
  if (endpoint === null) return notAnAddress('S3_ENDPOINT')
  if (endpoint !== undefined && given.publicUrl === undefined) return missing(['S3_PUBLIC_URL'], read)
  const publicUrl = webAddress(given.publicUrl ?? `https://${bucket}.s3.${region}.amazonaws.com`)
  if (publicUrl === null) return notAnAddress('S3_PUBLIC_URL')
  const credentials = credentialsOf(read, 'S3')
  if (credentials === null) return half('S3')
  return { is: 's3', endpoint, region, bucket, publicUrl, credentials }
}

function proxySettings(read: Read): MirrorSettings {
  const address = read('UPLOAD_PROXY_URL')
  if (address === undefined) return missing(['UPLOAD_PROXY_URL'], read)
  const url = webAddress(address)
  if (url === null) return notAnAddress('UPLOAD_PROXY_URL')
  const method = (read('UPLOAD_PROXY_METHOD') ?? 'PUT').toUpperCase()
  if (method !== 'PUT' && method !== 'POST')
    return incomplete(`UPLOAD_PROXY_METHOD is "${method}"; it may be PUT or POST`)
  return { is: 'proxy', url, method, token: read('UPLOAD_PROXY_TOKEN') }
}

/** Its own, else those of AWS; null where only one half is there. */
function credentialsOf(read: Read, prefix: 'R2' | 'S3'): Credentials | undefined | null {
  for (const name of [prefix, 'AWS']) {
    const accessKeyId = read(`${name}_ACCESS_KEY_ID`)
    const secretAccessKey = read(`${name}_SECRET_ACCESS_KEY`)
    if (accessKeyId === undefined && secretAccessKey === undefined) continue
    if (accessKeyId === undefined || secretAccessKey === undefined) return null
    const sessionToken = name === 'AWS' ? read('AWS_SESSION_TOKEN') : undefined
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
  }
  return undefined
}

function webAddress(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const hasMore = url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== ''
  if (!/^https?:$/.test(url.protocol) || hasMore) return null
  return url.href.replace(/\/+$/, '')
}

function missing(names: readonly string[], read: Read): MirrorSettings {
  const lacking = names.filter((name) => read(name) === undefined)
  return incomplete(`${lacking.join(', ')} ${lacking.length === 1 ? 'is' : 'are'} not set`)
}

/** What is set is not repeated: it may hold a password or a token. */
function notAnAddress(name: string): MirrorSettings {
  return incomplete(`${name} must begin with http:// or https://, and hold no name, password, ? or #`)
}

function half(prefix: string): MirrorSettings {
  return incomplete(
    `of the key and its secret (${prefix}_ACCESS_KEY_ID, ${prefix}_SECRET_ACCESS_KEY, or AWS_…) only one is set`,
  )
}

function incomplete(problem: string): MirrorSettings {
  return { is: 'incomplete', problem }
}

/** Which mirror the variables mean, and what is said when they do not mean one. */
import { expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/list.ts'
import { loadConfig } from '../../src/config.ts'
import { openStage, temporaryFolder } from './support/stage.ts'

const R2 = { R2_ACCOUNT_ID: 'acc', R2_BUCKET: 'clips', R2_PUBLIC_URL: 'https://pub.example/' }
const S3 = {
  S3_BUCKET: 'clips',
  S3_ENDPOINT: 'https://minio.example:9000',
  S3_PUBLIC_URL: 'https://cdn.example',
}
const KEYS = { R2_ACCESS_KEY_ID: 'id', R2_SECRET_ACCESS_KEY: 'secret' }

test.each<[string, Record<string, string>, object]>([
  ['nothing', {}, { is: 'none' }],
  [
    'R2',
    { ...R2, ...KEYS },
    {
      is: 's3',
      endpoint: 'https://acc.r2.cloudflarestorage.com',
      region: 'auto',
      bucket: 'clips',
      publicUrl: 'https://pub.example',
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    },
  ],
  [
    'R2 with the keys of AWS',
    { ...R2, AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' },
    { credentials: { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' } },
  ],
  [
    'any S3',
    S3,
    { is: 's3', endpoint: 'https://minio.example:9000', region: 'us-east-1', credentials: undefined },
  ],
  [
    'AWS',
    { S3_BUCKET: 'clips', S3_REGION: 'eu-west-1' },
    { endpoint: undefined, publicUrl: 'https://clips.s3.eu-west-1.amazonaws.com' },
  ],
  [
    'a proxy',
    { UPLOAD_PROXY_URL: 'https://up.example/', UPLOAD_PROXY_TOKEN: 't' },
    { is: 'proxy', url: 'https://up.example', method: 'PUT', token: 't' },
  ],
  [
    'a proxy by form',
    { UPLOAD_PROXY_URL: 'https://up.example', UPLOAD_PROXY_METHOD: 'post' },
    { method: 'POST' },
  ],
  [
    'two of which one is said',
    { ...R2, ...S3, RETAKE_MIRROR: 'S3' },
    { endpoint: 'https://minio.example:9000' },
  ],
  ['all of it off', { ...R2, ...KEYS, RETAKE_MIRROR: 'off' }, { is: 'none' }],
])('%s', async (_, environment, settings) => {
  expect(await mirrorOf(environment)).toMatchObject(settings)
})

test.each<[Record<string, string>, RegExp]>([
  [{ R2_BUCKET: 'clips' }, /^R2_ACCOUNT_ID, R2_PUBLIC_URL are not set$/],
  [{ S3_BUCKET: 'clips', S3_ENDPOINT: 'https://minio.example' }, /^S3_PUBLIC_URL is not set$/],
  [{ ...R2, R2_PUBLIC_URL: 'pub.example' }, /^R2_PUBLIC_URL must begin with https?:/],
  [{ ...R2, R2_ACCESS_KEY_ID: 'id' }, /only one is set/],
  [{ ...R2, ...S3 }, /^R2_ACCOUNT_ID and S3_BUCKET are set; say which with RETAKE_MIRROR/],
  [{ RETAKE_MIRROR: 'gcs' }, /^RETAKE_MIRROR is "gcs"/],
  [{ RETAKE_MIRROR: 'r2' }, /are not set$/],
  [{ UPLOAD_PROXY_URL: 'https://up.example', UPLOAD_PROXY_METHOD: 'PATCH' }, /it may be PUT or POST/],
])('%j is told', async (environment, problem) => {
  expect(await mirrorOf(environment)).toMatchObject({
    is: 'incomplete',
    problem: expect.stringMatching(problem),
  })
})

test('of keys, secrets and tokens nothing is shown but that they are set', async () => {
  const folder = temporaryFolder()
  const secrets = {
    ...KEYS,
    UPLOAD_PROXY_TOKEN: 'secret',
    AWS_SESSION_TOKEN: 'secret',
    R2_ACCESS_KEY_ID: 'secret',
  }
  const { settings } = await loadConfig(folder, folder, { ...R2, ...secrets })
  expect(JSON.stringify(settings)).not.toContain('secret"')
  expect(settings).toContainEqual(expect.objectContaining({ field: 'R2_SECRET_ACCESS_KEY', value: 'set' }))
})

test('doctor says what is missing, and where it was looked for', async () => {
  const stage = await openStage()
  Object.assign(stage.environment, { R2_BUCKET: 'clips' })
  const { diagnoses } = await stage.call(COMMANDS.doctor, {})
  expect(diagnoses.find(({ topic }) => topic === 'mirror')).toMatchObject({
    is: 'not well',
    message: 'not set up: R2_ACCOUNT_ID, R2_PUBLIC_URL are not set',
  })
})

async function mirrorOf(environment: Record<string, string>) {
  const folder = temporaryFolder()
  return (await loadConfig(folder, folder, environment)).mirrorTo
}

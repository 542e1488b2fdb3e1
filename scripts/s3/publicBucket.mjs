// A bucket that anybody may read objects of, as a mirror needs it.

/**
 * @param {Pick<import('./s3Server.mjs').S3Server, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>} server
 * @param {string} bucket
 */
export async function makePublicBucket({ endpoint, region, accessKeyId, secretAccessKey }, bucket) {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const { CreateBucketCommand, PutBucketPolicyCommand, S3Client } = await import('@aws-sdk/client-s3')
  const credentials = { accessKeyId, secretAccessKey }
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
  const statement = {
    Effect: 'Allow',
    Principal: '*',
    Action: ['s3:GetObject'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }))
  client.destroy()
}

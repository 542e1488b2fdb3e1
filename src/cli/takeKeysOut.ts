/** Keys out of the process's own environment: its diagnostic reports and the programs that it starts do not get them. */

/** Those that Retake reads itself, by the names of docs/CONFIG.md, and what is called a key. Where AWS's own tools look beyond that stays. */
const KEY = /^(?:\w+_KEY|(?:GLABS|R2|S3|UPLOAD_PROXY)_\w*(?:KEY|SECRET|TOKEN)\w*|AWS_SESSION_TOKEN)$/i

/** @returns the environment as it was */
export function takeKeysOut(environment: NodeJS.ProcessEnv): Readonly<NodeJS.ProcessEnv> {
  const whole = { ...environment }
  for (const name of Object.keys(whole)) if (KEY.test(name)) delete environment[name]
  return whole
}

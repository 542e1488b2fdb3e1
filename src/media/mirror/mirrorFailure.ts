/** Why something could not be mirrored, and what that says about the rest. */

/**
 * `target`: nothing can be uploaded there (a wrong secret, no such bucket). `object`: only this one cannot.
 * `passing`: the same again later may work.
 */
export type FailureScope = 'target' | 'object' | 'passing'

export class MirrorFailure extends Error {
  override readonly name = 'MirrorFailure'
  readonly scope: FailureScope
  /** A pause that the service asks for, in milliseconds. */
  readonly retryAfterMs: number | null

  constructor(
    scope: FailureScope,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number | null } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.scope = scope
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

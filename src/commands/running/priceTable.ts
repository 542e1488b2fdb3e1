/** Prices that services publish, with the day they were read. A model without one is left out: no price is ever guessed. */

export interface ServicePrices {
  readonly backendType: string
  /** `2026-11-25` */
  readonly readOn: string
  /** Where they were read, and what they are prices of. */
  readonly source: string
  /** US dollars for one job, by the service's model name. */
  readonly usdPerJob: Readonly<Record<string, number>>
}

/** `prices` in the config comes before it. */
export const PRICE_TABLE: readonly ServicePrices[] = [
  {
    backendType: 'glabs',
    readOn: '2026-11-25',
    source:
      'The published contract of the G-Labs API names no price: jobs go through the accounts that are signed in there, ' +
      'and their plans pay for them. The list prices of Google for its own API are those of another service.',
    usdPerJob: {},
  },
]

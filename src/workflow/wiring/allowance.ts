/**
 * How much one file may grow to while it is wired: a few lines of it can ask for rows upon rows, or for texts that hold
 * each other. Far above any workflow, and well within the memory of a small machine.
 */

export interface Allowance {
  /** Rows of what is made, with the inputs and gates of each. */
  rows: number
  /** Placeholders that are filled, over all rows. */
  fills: number
  /** Characters of filled texts. */
  characters: number
}

export function newAllowance(): Allowance {
  return { rows: 400_000, fills: 2_000_000, characters: 100_000_000 }
}

/** Whether so much is left. What does not fit is not taken, so that what is smaller still may. */
export function take(allowance: Allowance, what: keyof Allowance, amount: number): boolean {
  if (amount > allowance[what]) return false
  allowance[what] -= amount
  return true
}

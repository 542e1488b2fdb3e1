// How measured values are told: with three digits that count, beside their bar, and whether it was reached.

/**
 * @typedef {object} Measurement
 * @property {string[]} columns
 * @property {string[][]} rows
 * @property {string[]} [notes] Sentences made from what was measured.
 *
 * @typedef {object} Bench
 * @property {string} name As on the command line and in the page's markers.
 * @property {() => Promise<Measurement>} measure
 */

/** @param {number} value */
export function number(value) {
  if (Number.isNaN(value)) return '–'
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}

/** @param {number | undefined} value Milliseconds. */
export function ms(value) {
  return value === undefined ? '–' : `${number(value)} ms`
}

/**
 * @param {number} value
 * @param {number} bar
 * @param {string} unit
 */
export function against(value, bar, unit) {
  const told = `${number(bar)}${unit === '' ? '' : ` ${unit}`}`
  return value <= bar ? `${told}: reached` : `${told}: **missed, ${number(value / bar)} ×**`
}

/** @param {Measurement} measurement @returns {string} Markdown. */
export function markdownOf({ columns, rows, notes = [] }) {
  const line = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`
  const table = [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
  return [table, ...notes].join('\n\n')
}

/** A number of bytes as a person reads it: `1.4 GB`. */

const UNITS = ['kB', 'MB', 'GB', 'TB']

export function readableBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  let [value, unit] = [bytes / 1000, 0]
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`
}

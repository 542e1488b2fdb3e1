/** Columns as wide as their longest cell; the last one is cut where the terminal ends. */
import { style } from '../style.ts'

const GAP = '  '
const WIDTH_WITHOUT_TERMINAL = 160

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const terminal = process.stdout.columns ?? WIDTH_WITHOUT_TERMINAL
  const line = (cells: readonly string[]) => {
    const text = cells
      .map((cell, at) => (at === cells.length - 1 ? cell : cell.padEnd(widths[at]!)))
      .join(GAP)
    return text.length > terminal ? `${text.slice(0, terminal - 1)}…` : text
  }
  return [style('dim', line(header)), ...rows.map(line)].join('\n')
}

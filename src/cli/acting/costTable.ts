/** What the acts cost, counted twice: by the service, which would send the bill, and by us. */
import { table } from '../render/table.ts'
import { style } from '../style.ts'
import type { Cost } from './playActs.ts'

export function costTable(costs: readonly Cost[]): string {
  const sum = costs.reduce((all, { there, here }) => ({ there: all.there + there, here: all.here + here }), {
    there: 0,
    here: 0,
  })
  const rows = [...costs, { said: 'in all', ...sum }].map(({ said, there, here }) => [
    String(there).padStart(HEADER[0].length),
    String(here).padStart(HEADER[1].length),
    said,
  ])
  const isEqual = costs.every(({ there, here }) => there === here)
  const verdict = isEqual
    ? style('green', `Equal: the simulator accepted ${sum.there} jobs, and Retake wrote down ${sum.here}.`)
    : style('red', `Not equal: the simulator accepted ${sum.there} jobs, Retake wrote down ${sum.here}.`)
  return `${table(HEADER, rows)}\n${verdict}\n`
}

const HEADER = ['simulator', 'Retake', 'jobs of'] as const

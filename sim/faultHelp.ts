/** The named faults for a person: by group, in lines that fit a terminal. */
import { namedFaults } from './namedFaults.ts'

export function faultHelp(): string {
  const groups = [...new Set([...namedFaults.values()].map(({ group }) => group))]
  const lines = groups.flatMap((group) => {
    const faults = [...namedFaults].filter(([, fault]) => fault.group === group)
    const names = faults.map(([name, { times }]) => (times === undefined ? name : `${name}*${times}`))
    return [`  ${group}:`, ...wrapped(names)]
  })
  return `Faults, for every call or for those whose prompt holds TEXT; only the NTH; at most TIMES
(where a number is shown, that often unless you say another):
${lines.join('\n')}`
}

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = []
  let line = ''
  for (const name of names) {
    if (line.length + name.length > 84) {
      lines.push(line)
      line = ''
    }
    line += line === '' ? `    ${name}` : `, ${name}`
  }
  return [...lines, line]
}

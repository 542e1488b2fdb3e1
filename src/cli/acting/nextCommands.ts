/** What a reader can type after the demo, in another terminal; in this order each of them does what its line says. */
import { style } from '../style.ts'
import { commandLine } from './commandLine.ts'

export function nextCommands(cwd: string, file: string): string {
  const lines: [what: string, ...args: string[]][] = [
    ['the second of the new stills it is', 'approve', file, 'scene 03 image', '2'],
    ['so its clip is made, and nothing else', 'run', file],
    ['no: take that approval back', 'undo', file],
    ['two of four are bad: the others stay', 'regen', file, 'scene 01 image', '--slots', '2,4'],
    ['what there is', 'show', file],
    ['what a run would do, and why', 'plan', file],
    ['what happened, and what it cost', 'log', file],
    ['kill a run of it 20 times, and compare both ledgers', 'sim', '--torture', file],
    ['all of it drawn here, without a backend', 'run', file, '--backend', 'sketch'],
  ]
  return lines
    .map(([what, ...args]) => `  ${style('dim', `# ${what}`)}\n  ${commandLine(cwd, args)}\n`)
    .join('')
}

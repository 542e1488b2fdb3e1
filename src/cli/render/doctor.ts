/** What `doctor` found, as a person reads it: what is not well stands out and says what to do; then the settings. */
import { relative } from 'node:path'
import type { DoctorReport } from '../../commands/doctor.ts'
import { oneLine, safeText } from '../safeText.ts'
import { type Style, style } from '../style.ts'
import { VERSION } from '../version.ts'
import { wrap } from '../wrap.ts'
import { table } from './table.ts'

type Diagnosis = DoctorReport['diagnoses'][number]
type Setting = DoctorReport['settings'][number]

const COLOURS: Readonly<Record<Diagnosis['is'], Style>> = { well: 'green', note: 'cyan', 'not well': 'red' }
const LABEL_WIDTH = 'not well'.length
const TOPIC_WIDTH = 'backend'.length
const MOST_VALUE = 60

export function renderDoctor({ folder, diagnoses, settings }: DoctorReport, cwd: string): string {
  const head = `${style('bold', `Retake ${VERSION}`)} in ${safeText(folder)}`
  const bad = diagnoses.filter(({ is }) => is === 'not well').length
  const sum = bad === 0 ? 'All is well.' : `${bad} ${bad === 1 ? 'line is' : 'lines are'} not well.`
  const parts = [head, diagnoses.map(renderDiagnosis).join('\n')]
  if (settings.length > 0) parts.push(renderSettings(settings, cwd))
  return `${[...parts, style('bold', sum)].join('\n\n')}\n`
}

function renderDiagnosis({ topic, is, message, next }: Diagnosis): string {
  const column = (text: string) => wrap(safeText(text), LABEL_WIDTH + TOPIC_WIDTH + 4)
  const line = `${style(COLOURS[is], is.padEnd(LABEL_WIDTH))}  ${topic.padEnd(TOPIC_WIDTH)}  ${column(message)}`
  if (next === null) return line
  return `${line}\n${' '.repeat(LABEL_WIDTH)}  ${style('dim', 'next'.padEnd(TOPIC_WIDTH))}  ${column(next)}`
}

function renderSettings(settings: readonly Setting[], cwd: string): string {
  const rows = settings.map(({ field, value, origin }) => [
    field,
    shownValue(value),
    shownOrigin(origin, cwd),
  ])
  return table(['setting', 'value', 'from'], rows)
}

function shownValue(value: unknown): string {
  if (value === null) return 'not set'
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), MOST_VALUE)
}

function shownOrigin(origin: Setting['origin'], cwd: string): string {
  switch (origin.from) {
    case 'default':
      return 'default'
    case 'config file':
      return relative(cwd, origin.path) || origin.path
    case 'environment':
      return `environment, ${origin.variable}`
    case '.env':
      return `${relative(cwd, origin.path)}, ${origin.variable}`
  }
}

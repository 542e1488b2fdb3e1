/** A moment as people give one: a date or a date-time on the clock of this machine, or an age. */
import { RetakeError } from '../../errors.ts'

/**
 * @returns Unix milliseconds
 * @throws RetakeError `usage` for what is none of them
 */
export function sinceTime(given: string, now: number): number {
  const text = given.trim()
  const time = ageBefore(text, now) ?? dateTime(text)
  if (time !== null) return time
  throw new RetakeError('usage', `--since "${given}" is no date, no date-time and no age.`, {
    next: 'Write a date (2026-11-01), a date-time (2026-11-01T18:30) or an age (7d, 24h, 2w).',
  })
}

const HOUR_MS = 3_600_000
const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 7 * 24 * HOUR_MS }
/** An age beyond this is a slip of the keys, and would lead to before there were dates. */
const MOST_YEARS = 100

function ageBefore(text: string, now: number): number | null {
  const [, number, unit = ''] = /^(\d{1,7})([hdw])$/i.exec(text) ?? []
  if (number === undefined) return null
  const ageMs = Number(number) * UNITS[unit.toLowerCase()]!
  return ageMs > MOST_YEARS * 366 * 24 * HOUR_MS ? null : now - ageMs
}

/** Without a zone: of this machine. Days that are in no calendar (2026-02-30) are refused, not moved. */
function dateTime(text: string): number | null {
  const form = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i
  const [, year, month, day, clock = '00:00', zone = ''] = form.exec(text) ?? []
  if (year === undefined) return null
  const isDay = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
    .toISOString()
    .startsWith(`${year}-${month}-${day}`)
  const time = Date.parse(`${year}-${month}-${day}T${clock}${zone.toUpperCase()}`)
  return isDay && Number.isFinite(time) ? time : null
}

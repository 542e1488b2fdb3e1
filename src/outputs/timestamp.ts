/** Local time as it stands in file names and on sheets. */

/** `20261123-101500`. */
export function fileStamp(time: Date): string {
  return `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`
}

/** `2026-11-23 10:15`. */
export function readableTime(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** A text that a page can show: one of ten megabytes is cut, and says so. */

/** Characters that a sheet shows of a title, of a value or what a service said, and of a prompt. */
export const MOST_NAME = 300
export const MOST_VALUE = 4_000
export const MOST_PROMPT = 20_000

/** @param most characters that are shown */
export function shortText(text: string, most: number): string {
  if (text.length <= most) return text
  // Never half of a pair.
  const head = text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
  return `${head}… (${text.length - head.length} characters more, in the workflow)`
}

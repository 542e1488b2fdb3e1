/** Turns any text into a part of a file name that Windows, macOS and Linux all take, the same for every case. */

/** Nobody needs more to tell two names apart, and marks without end take time by their square. */
const MOST_READ = 2_000

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/

/**
 * Lower-case letters (of any script, NFC), digits and single hyphens; at most `maxLength` UTF-16 units; never empty.
 * Texts that differ only in case give the same slug.
 */
export function safeFileName(text: string, maxLength = 60): string {
  const slug = fold(text.slice(0, MOST_READ))
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/(?<=^|-)\p{M}+/gu, '')
    .replace(/-+/g, '-')
    .replace(/^-/, '')
  const name = shorten(slug, maxLength)
  if (name === '') return shorten('untitled', maxLength)
  return reserved.test(name) ? shorten(`x-${name}`, maxLength) : name
}

/** Some letters have no way back from upper case (ß, ẞ, ς), so each text goes down, up and down. */
function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase().normalize('NFKC')
}

function shorten(slug: string, maxLength: number): string {
  const cut = slug.length > maxLength ? slug.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '') : slug
  return cut.replace(/-$/, '')
}

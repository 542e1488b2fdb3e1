/** The two sides of `Account B:14`, folded: case, spaces and padding do not matter. Null for any other text. */
export function addressParts(text: string): { tab: string; id: string } | null {
  const colon = text.lastIndexOf(':')
  const id = text.slice(colon + 1).trim()
  if (colon < 0 || !/^-?\d+$/.test(id)) return null
  return { tab: foldTab(text.slice(0, colon)), id: id.replace(/^0+(?=\d)/, '') }
}

/** As it is compared. */
export function foldTab(name: string): string {
  return name.toLowerCase().split(/\s+/).join(' ').trim()
}

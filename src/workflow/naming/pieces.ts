/** Takes what was typed apart into pieces: `14 23 and 45`, `scene 03, scene 05`, `Account B:14`. */

export type Piece =
  /** `Account B:14`. */
  | { readonly is: 'address'; readonly text: string }
  /** `isSurely`: the word `node` stands before it. */
  | { readonly is: 'number'; readonly text: string; readonly isSurely: boolean }
  /** `isLoose`: of words that were not put between quotes. */
  | { readonly is: 'phrase'; readonly text: string; readonly isLoose: boolean }

/** What of the workflow decides where a piece ends. */
export interface KnownNames {
  isAddress(text: string): boolean
  /** Whether some node is called exactly this. */
  isTitle(text: string): boolean
}

/** Words without quotes that stand together are one phrase; words between quotes are complete by themselves. */
export function piecesOf(words: readonly string[], names: KnownNames): Piece[] {
  const pieces: Piece[] = []
  let loose: string[] = []
  const read = (text: string, isLoose: boolean) => {
    for (const segment of segmentsOf(text, names)) {
      for (const piece of piecesOfSegment(segment, isLoose, names)) pieces.push(piece)
    }
  }
  const endLoose = () => {
    read(loose.join(' '), loose.length > 1)
    loose = []
  }
  for (const word of words) {
    // A tab's name may begin with a comma or with "and".
    const isAddress = /[\s,]/.test(word) && names.isAddress(word)
    if (!isAddress && !/\s/.test(word.trim())) {
      loose.push(word.trim())
      continue
    }
    endLoose()
    if (isAddress) pieces.push({ is: 'address', text: word })
    else read(word.split(/\s+/).join(' '), false)
  }
  endLoose()
  return pieces
}

/** Names with more commas than this are not looked for. */
const MOST_SEPARATORS = 8

/** Between commas and `and`. Names may hold both, so the longest run that is an address or a title counts. */
function segmentsOf(text: string, names: KnownNames): string[] {
  const spans = spansOf(text)
  const segments: string[] = []
  for (let start = 0; start < spans.length; ) {
    let end = Math.min(start + MOST_SEPARATORS, spans.length - 1)
    const upTo = (last: number) => text.slice(spans[start]?.from, spans[last]?.to)
    while (end > start && !isName(upTo(end), names)) end--
    segments.push(upTo(end))
    start = end + 1
  }
  return segments
}

function isName(text: string, names: KnownNames): boolean {
  return names.isAddress(text) || (/\p{L}/u.test(text.replace(/\band\b/gi, '')) && names.isTitle(text))
}

function spansOf(text: string): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = []
  let isOpen = false
  for (const { 0: word, index } of text.matchAll(/,|[^\s,]+/g)) {
    if (/^(,|and|&)$/i.test(word)) {
      isOpen = false
      continue
    }
    if (!isOpen) spans.push({ from: index, to: index })
    isOpen = true
    spans.at(-1)!.to = index + word.length
  }
  return spans
}

function piecesOfSegment(segment: string, isLoose: boolean, names: KnownNames): Piece[] {
  if (names.isAddress(segment)) return [{ is: 'address', text: segment }]
  const words = segment.split(/\s+/)
  const pieces: Piece[] = []
  let open: string[] = []
  for (let at = 0; at < words.length; ) {
    const length = addressLength(words, at, names)
    if (length === 0) {
      open.push(words[at] ?? '')
      at += 1
      continue
    }
    for (const piece of piecesOfWords(open, isLoose)) pieces.push(piece)
    open = []
    pieces.push({ is: 'address', text: words.slice(at, at + length).join(' ') })
    at += length
  }
  return [...pieces, ...piecesOfWords(open, isLoose)]
}

/** Tab names with more words than this are named between quotes. */
const MOST_TAB_WORDS = 8

/** How many words from here on are an address; 0 for none. */
function addressLength(words: readonly string[], at: number, names: KnownNames): number {
  for (let length = Math.min(MOST_TAB_WORDS + 1, words.length - at); length > 0; length--) {
    const run = words.slice(at, at + length)
    if (/\d$/.test(run.at(-1) ?? '') && run.some((word) => word.includes(':'))) {
      if (names.isAddress(run.join(' '))) return length
    }
  }
  return 0
}

const number = /^#?(\d+)$/

function piecesOfWords(words: readonly string[], isLoose: boolean): Piece[] {
  if (words.length === 0) return []
  const isSurely = words.length > 1 && /^(nodes?|ids?):?$/i.test(words[0] ?? '')
  const rest = isSurely ? words.slice(1) : words
  if (rest.every((word) => number.test(word))) {
    return rest.map((word) => ({ is: 'number', text: word.replace('#', ''), isSurely }))
  }
  return [{ is: 'phrase', text: words.join(' '), isLoose }]
}

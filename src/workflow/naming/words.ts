/** The words of a title or a phrase, as they are compared: case, dashes, padding and plurals do not matter. */
import type { MediaKind } from '../model.ts'

/** Words beyond this are a prompt that somebody pasted as a title. */
const MOST_CHARACTERS = 2_000

/** Numbers without padding, kinds by their one name (`image`, `video`); in order. */
export function wordsOf(text: string): string[] {
  const found = fold(text.slice(0, MOST_CHARACTERS)).match(
    /\d+(?:\.\d+)*|\p{Nd}+|[\p{L}\p{M}\p{Nl}\p{No}]+|\p{Extended_Pictographic}/gu,
  )
  return joinBroll((found ?? []).map(plain))
}

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}+|['’]/gu, '')
    .replace(/\bveo(?:\.?3|\s3(?=\.\d))(?:\.\d)?(?!\d)/g, 'veo')
}

function plain(word: string): string {
  if (/^\d/.test(word)) return word.replace(/^0+(?=\d)/, '')
  const singular = /^[a-z]{2,}[a-rt-z]s$/.test(word) ? word.slice(0, -1) : word
  return kindNames.get(singular) ?? singular
}

/** `B-roll`, `B roll` and `BRoll` are one word. */
function joinBroll(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    if (word === 'roll' && words[at - 1] === 'b') return []
    return word === 'b' && words[at + 1] === 'roll' ? ['broll'] : [word]
  })
}

const kindNames: ReadonlyMap<string, MediaKind> = new Map([
  ...['image', 'img', 'still', 'photo', 'picture', 'pic'].map((word) => [word, 'image'] as const),
  ...['video', 'clip', 'veo', 'footage'].map((word) => [word, 'video'] as const),
])

export function kindOf(word: string): MediaKind | null {
  return word === 'image' || word === 'video' ? word : null
}

export function isNumber(word: string): boolean {
  return /^\d+$/.test(word)
}

const roles: ReadonlyMap<string, 'gate' | 'prompt'> = new Map([
  ['prompt', 'prompt'],
  ['gate', 'gate'],
  ['approve', 'gate'],
  ['approval', 'gate'],
])

/** Which node of a scene is meant. */
export function roleOf(word: string): 'gate' | 'prompt' | null {
  return roles.get(word) ?? null
}

const fillers: ReadonlySet<string> = new Set(
  'an at for from gen generated generation id in my node of on that the'.split(' '),
)

function isFiller(word: string): boolean {
  return fillers.has(word) || roles.has(word)
}

/** Without the words that say nothing of which node is meant. The `a` of `scene 3a` and `plan A` says something. */
export function tellingWords(words: readonly string[]): string[] {
  let wasFiller = true
  return words.filter((word) => {
    const isArticle = word === 'a' && wasFiller
    wasFiller = isArticle || isFiller(word)
    return !wasFiller
  })
}

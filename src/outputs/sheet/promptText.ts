/** A prompt as it reads best: a JSON document is indented, with every character outside its white space kept. */
import { type Html, html } from './html.ts'

export interface PromptText {
  readonly body: Html
  readonly isJson: boolean
  /** Whether it is better folded. */
  readonly isLong: boolean
}

const LONG_CHARACTERS = 520
const LONG_LINES = 11
/** Deeper nesting is not indented further: white space would outgrow the text. */
const DEEPEST_INDENT = 12

export function promptText(prompt: string): PromptText {
  const text = prompt.trim()
  if (!isJsonDocument(text)) return { body: html`${text}`, isJson: false, isLong: isLong(text) }
  const tokens = indentJson(text)
  const body = tokens.map((token) => (token.isKey ? html`<b>${token.text}</b>` : html`${token.text}`))
  return { body: html`${body}`, isJson: true, isLong: isLong(tokens.map((token) => token.text).join('')) }
}

function isLong(text: string): boolean {
  return text.length > LONG_CHARACTERS || text.split('\n').length > LONG_LINES
}

function isJsonDocument(text: string): boolean {
  if (!/^[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch (cause) {
    if (cause instanceof SyntaxError) return false
    throw cause
  }
}

interface Token {
  readonly text: string
  readonly isKey: boolean
}

/** `text` must be JSON. Numbers and escapes keep their spelling. */
function indentJson(text: string): Token[] {
  const tokens: Token[] = []
  let depth = 0
  const newLine = () => `\n${'  '.repeat(Math.min(depth, DEEPEST_INDENT))}`
  const add = (part: string, isKey = false) => tokens.push({ text: part, isKey })
  for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{[]\s*[}\]]|[{[\]},]|[^\s"{}[\],:]+/g)) {
    const [whole, string, colon] = match
    if (string !== undefined) {
      add(string, colon !== undefined)
      if (colon !== undefined) add(': ')
    } else if (whole === '{' || whole === '[') {
      depth += 1
      add(whole + newLine())
    } else if (whole === '}' || whole === ']') {
      depth -= 1
      add(newLine() + whole)
    } else if (whole === ',') {
      add(`,${newLine()}`)
    } else {
      add(whole.replace(/\s/g, ''))
    }
  }
  return tokens
}

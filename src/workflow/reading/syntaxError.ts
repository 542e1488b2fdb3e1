/** Where a text stops being JSON, for people: `JSON.parse` tells no position for some mistakes; a tolerant parser does. */
import { type ParseErrorCode, printParseErrorCode, visit } from 'jsonc-parser'

export interface SyntaxProblem {
  /** From 1. */
  readonly line: number
  readonly column: number
  /** In words: `comma expected`. */
  readonly problem: string
}

/** Of a text that `JSON.parse` has refused. Reads no further: behind the first mistake anything may come, without end. */
export function syntaxError(text: string): SyntaxProblem {
  const first = firstMistake(text)
  const offset = Math.min(first?.offset ?? text.length, text.length)
  const before = text.slice(0, offset)
  const words = first === null ? 'syntax error' : printParseErrorCode(first.code)
  return {
    line: before.split('\n').length,
    column: offset - before.lastIndexOf('\n'),
    problem: words.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase(),
  }
}

class Mistake extends Error {
  readonly code: ParseErrorCode
  readonly offset: number

  constructor(code: ParseErrorCode, offset: number) {
    super()
    this.code = code
    this.offset = offset
  }
}

/** The parser can be stopped by throwing only. */
function firstMistake(text: string): Mistake | null {
  const onError = (code: ParseErrorCode, offset: number) => {
    throw new Mistake(code, offset)
  }
  try {
    visit(text, { onError }, { disallowComments: true, allowTrailingComma: false })
    return null
  } catch (thrown) {
    if (thrown instanceof Mistake) return thrown
    throw thrown
  }
}

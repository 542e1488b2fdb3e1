/** Where a text stops being JSON, for people: `JSON.parse` tells no position for some mistakes; a tolerant parser does. */
import { type ParseError, parse as parseTolerantly, printParseErrorCode } from 'jsonc-parser'

export interface SyntaxProblem {
  /** From 1. */
  readonly line: number
  readonly column: number
  /** In words: `comma expected`. */
  readonly problem: string
}

/** Of a text that `JSON.parse` has refused. The parser is recursive: not for text that is nested without end. */
export function syntaxError(text: string): SyntaxProblem {
  const errors: ParseError[] = []
  parseTolerantly(text, errors, { disallowComments: true, allowTrailingComma: false })
  const first = errors[0]
  const offset = Math.min(first?.offset ?? text.length, text.length)
  const before = text.slice(0, offset)
  const words = first === undefined ? 'syntax error' : printParseErrorCode(first.error)
  return {
    line: before.split('\n').length,
    column: offset - before.lastIndexOf('\n'),
    problem: words.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase(),
  }
}

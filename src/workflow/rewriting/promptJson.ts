/** Prompts that are JSON documents, and where a changed one stops being one. */
import { nestingDepth } from '../editing/jsonScan.ts'
import { type SyntaxProblem, syntaxError } from '../reading/syntaxError.ts'

const maxDepth = 500

/** An object or a list, whole. A number or a word in quotation marks is a text like any other. */
export function isJsonPrompt(text: string): boolean {
  return /^\s*[[{]/.test(text) && parses(text)
}

/** What is wrong with `after`, where `before` was a JSON document and `after` is none; else null. */
export function brokenJson(before: string, after: string): SyntaxProblem | null {
  if (!isJsonPrompt(before) || isJsonPrompt(after)) return null
  if (parses(after)) return { line: 1, column: 1, problem: 'an object or a list is expected' }
  if (nestingDepth(after, maxDepth) > maxDepth)
    return { line: 1, column: 1, problem: 'it is nested too deep' }
  return syntaxError(after)
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

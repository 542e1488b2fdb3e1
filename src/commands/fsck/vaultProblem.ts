/** Bytes that are missing or damaged, told for people. */
import type { Vault } from '../../media/vault.ts'
import type { Unsound } from './checkVault.ts'
import { nameOf, nextFor, type Problem } from './problem.ts'
import type { Lost } from './repairVault.ts'

const MOST_TRIED = 4

/** @param file as typed, for what to type next */
export function unsoundProblem(unsound: Unsound, vault: Vault, file: string): Problem {
  return problemOf(unsound, vault.path(unsound.sha256), {
    more: '',
    next: `retake fsck ${file} --repair`.replace('  ', ' '),
  })
}

/** What a repair could not have again. */
export function lostProblem({ unsound, tried, aside }: Lost, vault: Vault): Problem {
  const shown = tried.slice(0, MOST_TRIED)
  const left = tried.length - shown.length
  const more = [
    tried.length === 0
      ? ' Nothing else has it.'
      : ` Tried: ${shown.join('; ')}${left > 0 ? `; and ${left} more` : ''}.`,
    aside === null ? '' : ` What was there is ${aside} now.`,
  ].join('')
  return problemOf(unsound, aside ?? vault.path(unsound.sha256), { more, next: nextFor(unsound.named) })
}

function problemOf(
  { sha256, named, found }: Unsound,
  path: string,
  { more, next }: { readonly more: string; readonly next: string },
): Problem {
  const where = [...new Set(named.map(nameOf))]
  const [first] = named
  const reason = found.is === 'missing' ? 'its bytes are not in the vault' : found.reason
  const others = where.length > 1 ? ` (and ${where.length - 1} more)` : ''
  return {
    is: found.is,
    what: first!.by,
    sha256,
    path,
    workflow: first!.workflow?.name ?? null,
    place: first!.place,
    where,
    message: `${where[0]}${others} is ${found.is}: ${reason}.${more}`,
    next,
  }
}

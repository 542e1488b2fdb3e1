/** Where a copy and a person here approved different candidates, nobody but that person can say which counts. */
import { RetakeError } from '../../errors.ts'
import type { App } from '../app.ts'
import type { Conflict, FilePlace } from './takeInGates.ts'

/** @returns the conflicts in which what was approved here stays. Throws `usage` where nobody can be asked. */
export function settleConflicts({ ask }: App, fileName: string): FilePlace['settle'] {
  return async (conflicts) => {
    if (conflicts.length > 0 && ask === null) throw undecided(conflicts, fileName)
    const stays = new Set<Conflict>()
    for (const conflict of conflicts) {
      if (!(await ask!(`${sentence(conflict, fileName)} Take the one in the file?`))) stays.add(conflict)
    }
    return stays
  }
}

function sentence({ gate, inFile, here }: Conflict, fileName: string): string {
  const [theirs, ours] =
    inFile.takeId === here.takeId
      ? [`candidate ${inFile.slot}`, `candidate ${here.slot}`]
      : [`candidate ${inFile.slot} of another take`, `candidate ${here.slot}`]
  return `Gate ${gate.nodeId} "${gate.title}": ${fileName} approves ${theirs}, but ${here.who} approved ${ours} here.`
}

function undecided(conflicts: readonly Conflict[], fileName: string): RetakeError {
  const lines = conflicts.map((conflict) => `  ${sentence(conflict, fileName)}`)
  const [first] = conflicts
  const message = `${fileName} contradicts what was approved here, and nobody can be asked. Nothing was sent.\n${lines.join('\n')}`
  return new RetakeError('usage', message, {
    next: `Name the source instead of the copy to keep what was approved here; or take that back (retake undo), then name the copy. First: gate ${first?.gate.nodeId}.`,
  })
}

/** The name that a source is to be written under: in place, the next version, or the one that the person says. */
import { basename, join } from 'node:path'
import { RetakeError } from '../../errors.ts'
import {
  compareVersions,
  graduated,
  isApproved,
  isVersion,
  nextTest,
  nextVariant,
  nextVersion,
  parseName,
} from '../../workflow/versionName.ts'
import type { Source } from '../finding/source.ts'
import { filesIn, homeOf } from './backups.ts'

export interface TargetOptions {
  /** Whether this version has takes: then it is not changed in place. */
  readonly hasTakes: boolean
  /** The version to write, where the person names one. */
  readonly as: string | undefined
}

/** @throws RetakeError `usage` where the version to write is not clear, out of order, or taken */
export function targetName(source: Pick<Source, 'name' | 'folder'>, { hasTakes, as }: TargetOptions): string {
  const { name, folder } = source
  const { code, version } = parseName(name)
  if (basename(folder) === 'backups') {
    throw refusal(`${name} lies in backups.`, `To go on from it: retake restore ${code} --version ${version}`)
  }
  if (as !== undefined) {
    const target = `${code}-${chosenVersion(source, as)}`
    if (!isTaken(folder, target)) return target
    throw refusal(`${target} is there already.`, 'Name a version that is not taken.')
  }
  if (version !== null && isApproved(version)) {
    throw refusal(`${name} is approved: it is not changed.`, afterApproval(folder, code, version))
  }
  if (!hasTakes) return name
  const next = version === null ? null : nextVersion(version)
  if (next === null) {
    const lack = version === null ? 'no version' : `a version, ${version}, that nothing can count on from`
    throw refusal(`${name} has ${lack}.`, 'Give it one: --as V0-1')
  }
  const target = `${code}-${next}`
  if (!isTaken(folder, target)) return target
  throw refusal(`The next version, ${target}, is there already.`, 'Work on that one, or name another: --as')
}

/** The name that an approved version gets: from a test only, and only if it is not taken. */
export function graduatedName({ name, folder }: Pick<Source, 'name' | 'folder'>): string {
  const { code, version } = parseName(name)
  if (version === null) {
    throw refusal(`${name} has no version.`, `Give it one first: retake bump "${name}" --as V0-1`)
  }
  if (isApproved(version)) throw refusal(`${name} is approved already.`, afterApproval(folder, code, version))
  const approved = graduated(version)
  if (approved === null) {
    throw refusal(`${name} is no test that leads to an approved version.`, TESTS_LOOK)
  }
  const target = `${code}-${approved}`
  if (!isTaken(folder, target)) return target
  const next = `Work on from that one (retake bump ${target} --as …), or move it away.`
  throw refusal(`${target} is there already.`, next)
}

const TESTS_LOOK = 'Tests are called V0-4 or V2-0-1.'

function chosenVersion({ name, folder }: Pick<Source, 'name' | 'folder'>, as: string): string {
  const { code, version } = parseName(name)
  if (!isVersion(as)) throw refusal(`"${as}" is no version.`, 'Versions look like V0-4, V1-2 or V2-0-1.')
  const chosen = as.toUpperCase()
  if (compareVersions(version, chosen) >= 0) {
    const next = version !== null && isApproved(version) ? afterApproval(folder, code, version) : TESTS_LOOK
    throw refusal(`${chosen} is not later than ${version}, which ${name} is now.`, next)
  }
  if (version !== null && isApproved(version)) {
    if (isVariantOf(version, chosen) || isTest(chosen)) return chosen
    throw refusal(
      `${chosen} is neither a variant of ${version} nor a test.`,
      afterApproval(folder, code, version),
    )
  }
  if (isTest(chosen)) return chosen
  if (!isApproved(chosen)) throw refusal(`${chosen} is no version in testing.`, TESTS_LOOK)
  const next =
    version === null
      ? 'Say --as V0-1: a workflow is tested first, and "retake graduate" makes it V1.'
      : `"retake graduate ${name}" does that, once it is approved.`
  throw refusal(`${chosen} is the name of an approved version.`, next)
}

function isTest(version: string): boolean {
  return nextVersion(version) !== null
}

/** Of the same approved version, whichever number. */
function isVariantOf(version: string, chosen: string): boolean {
  const stem = (text: string) => nextVariant(text)?.toUpperCase().split('-')[0]
  return /^V\d+-\d+$/.test(chosen) && stem(chosen) === stem(version)
}

function afterApproval(folder: string, code: string, version: string): string {
  const free = (first: string | null, next: (version: string) => string | null) => {
    let candidate = first
    while (candidate !== null && isTaken(folder, `${code}-${candidate}`)) candidate = next(candidate)
    return candidate
  }
  const variant = free(nextVariant(version), nextVariant)
  const test = free(nextTest(version), nextVersion)
  return `Say --as ${variant} for the next variant of it (dialogue or wardrobe; approved by itself), or --as ${test} for a new test (another setting or structure).`
}

/** In the file's folder, or in `testing/` or `approved/` beside it; whatever the case. */
function isTaken(folder: string, name: string): boolean {
  const home = homeOf(folder)
  const folders = new Set([folder, home, join(home, 'testing'), join(home, 'approved')])
  const file = `${name}.nbflow`.toLowerCase()
  return [...folders].some((place) => filesIn(place).some((entry) => entry.toLowerCase() === file))
}

function refusal(message: string, next: string): RetakeError {
  return new RetakeError('usage', `${message} Nothing was written.`, { next })
}

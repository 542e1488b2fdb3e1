/** Names of workflows: `{BRAND}{S|G}{N}-{version}`, and of what a run writes: `{name}-generated-{stamp}`. */

export interface WorkflowName {
  /** `XYZG3`; the whole name where it has no version. */
  readonly code: string
  /** `V0-1`, as written, or null. */
  readonly version: string | null
  /** Set for the name of a run's output, also where a browser or a file manager has added ` (1)` or ` copy`. */
  readonly generated: { readonly variant: 'generated' | 'sketch'; readonly stamp: string } | null
}

/** Reads a name with or without its `.nbflow`. Never refuses: what has no version is all code. */
export function parseName(name: string): WorkflowName {
  const base = name.replace(/\.nbflow$/i, '')
  const output = /^(.+)-(generated|sketch)-(\d{8}-\d{6})(?:[ _-]*(?:\(\d+\)|copy(?:[ _-]*\d+)?))?$/i.exec(
    base,
  )
  const source = output?.[1] ?? base
  const versioned = /^(.+)-(V\d+(?:-\d+)*)$/i.exec(source)
  return {
    code: versioned?.[1] ?? source,
    version: versioned?.[2] ?? null,
    generated: output
      ? { variant: output[2]?.toLowerCase() === 'sketch' ? 'sketch' : 'generated', stamp: output[3] ?? '' }
      : null,
  }
}

/** For sorting, oldest first: no version, V0-1, V0-2, V0-10, V1, V1-1, V2-0-1, V2-0-2, V2. */
export function compareVersions(left: string | null, right: string | null): number {
  const leftRank = rankOf(left)
  const rightRank = rankOf(right)
  for (let place = 0; place < Math.max(leftRank.length, rightRank.length); place++) {
    const [one, other] = [leftRank[place] ?? 0, rightRank[place] ?? 0]
    if (one !== other) return one < other ? -1 : 1
  }
  return 0
}

/** V1, V1-2, V2 are approved; V0-3, V2-0-1 and names without a version are in testing. */
export function isApproved(version: string | null): boolean {
  const [major = -1, minor = 0] = rankOf(version)
  return major >= 1 && minor >= 0
}

/**
 * The version after one in testing: V0-3 → V0-4, V2-0-3 → V2-0-4. null for an approved one and for any other text:
 * what follows these is for a person to say.
 */
export function nextVersion(version: string): string | null {
  const [, stem, count] = /^(V0-|V[1-9]\d*-0-)(\d+)$/i.exec(version) ?? []
  return stem === undefined || !isCountable(version) ? null : `${stem}${Number(count) + 1}`
}

/** The variant after an approved version: V1 → V1-1, V1-2 → V1-3. null for any other text. */
export function nextVariant(version: string): string | null {
  const [major, minor = 0] = rankOf(version)
  return isApproved(version) && isCountable(version) ? `${version.slice(0, 1)}${major}-${minor + 1}` : null
}

/** The first test that an approved version leads to: V1 and V1-2 → V2-0-1. null for any other text. */
export function nextTest(version: string): string | null {
  const [major = 0] = rankOf(version)
  return isApproved(version) && isCountable(version) ? `${version.slice(0, 1)}${major + 1}-0-1` : null
}

/** What a version in testing is called once it is approved: V0-4 → V1, V2-0-3 → V2. null for any other text. */
export function graduated(version: string): string | null {
  const [, letter, major] = /^(V)(\d+)-/i.exec(version) ?? []
  if (nextVersion(version) === null || letter === undefined) return null
  return `${letter}${Math.max(1, Number(major))}`
}

/** Whether a text is a version as names have it: `V0-3`, `V1`, `V2-0-1`. */
export function isVersion(text: string): boolean {
  return /^V\d+(-\d+)*$/i.test(text)
}

/** Beyond this, one more is no longer another number. */
function isCountable(version: string): boolean {
  return !/\d{16}/.test(version)
}

/** `V2-0-1` is on the way to `V2`, so its 0 ranks below the missing number of `V2`. */
function rankOf(version: string | null): number[] {
  if (version === null || !isVersion(version)) return [-1]
  const [major = 0, minor = 0, ...rest] = version.slice(1).split('-').map(Number)
  const isTesting = minor === 0 && rest.length > 0
  return [major, isTesting ? -1 : minor, ...rest]
}

/** What the store knows of a workflow, as a plan reads it: its takes, and what it takes over from its former versions. */
import { copyPicks, copyRejections, type History, type Takeover } from '../../engine/claims.ts'
import { nodeKey } from '../../engine/nodeKey.ts'
import { type Claim, claimsOfRecipes, claimsOfWorkflow } from '../../store/history.ts'
import { picksOfTakes, picksOfWorkflow } from '../../store/picks.ts'
import { rejectionsOfTakes, rejectionsOfWorkflow } from '../../store/rejections.ts'
import type { Store } from '../../store/store.ts'
import { type WorkflowRecord, workflowsOfCode } from '../../store/workflows.ts'
import type { Generation } from '../../workflow/model.ts'
import { compareVersions } from '../../workflow/versionName.ts'

/** Ids of the versions before this one, newest first. */
export async function formerVersions({ database }: Store, workflow: WorkflowRecord): Promise<number[]> {
  const versions = await workflowsOfCode(database, workflow.code)
  return versions
    .filter(({ id, version }) => id !== workflow.id && compareVersions(version, workflow.version) < 0)
    .sort((a, b) => compareVersions(b.version, a.version))
    .map(({ id }) => id)
}

export async function historyOf(
  store: Store,
  workflow: WorkflowRecord,
  former: readonly number[],
  generations: readonly Generation[],
): Promise<History> {
  const { database } = store
  const own = await claimsOfWorkflow(database, workflow.id)
  const claiming = new Set(own.map(nodeKey))
  const without = generations.filter(({ key }) => !claiming.has(key))
  return {
    own,
    formerVersions: former,
    inherited: await inherit(store, former, without),
    elsewhere: (recipes) => claimsOfRecipes(database, recipes),
    verdictsOf: async (takeIds) => ({
      picks: await picksOfTakes(database, takeIds),
      rejections: await rejectionsOfTakes(database, takeIds),
    }),
  }
}

/** A generation that is new in this version has all takes of the same place in the newest version that knows it. */
async function inherit(
  { database }: Store,
  former: readonly number[],
  generations: readonly Generation[],
): Promise<Takeover[]> {
  const inherited: Takeover[] = []
  let without = generations
  for (const workflowId of former) {
    if (without.length === 0) break
    const claims = claimsByKey(await claimsOfWorkflow(database, workflowId))
    const found = without.filter(({ key, kind }) => claims.get(key)?.[0]?.kind === kind)
    if (found.length === 0) continue
    const picks = byTake(await picksOfWorkflow(database, workflowId))
    const rejections = byTake(await rejectionsOfWorkflow(database, workflowId))
    for (const generation of found) {
      const takes = claims.get(generation.key)!
      const ids = takes.map(({ take }) => take.id)
      const ofTakes = ids.flatMap((id) => picks.get(id) ?? []).sort((a, b) => a.id - b.id)
      const recipes = new Set(ofTakes.map(({ recipe }) => recipe))
      inherited.push({
        key: generation.key,
        takes,
        picks: [...recipes].flatMap((recipe) => copyPicks(generation, recipe, ofTakes)),
        rejections: copyRejections(
          generation,
          ids.flatMap((id) => rejections.get(id) ?? []),
        ),
      })
    }
    const known = new Set(found.map(({ key }) => key))
    without = without.filter(({ key }) => !known.has(key))
  }
  return inherited
}

function byTake<Record extends { readonly takeId: number }>(
  records: readonly Record[],
): Map<number, Record[]> {
  const groups = new Map<number, Record[]>()
  for (const record of records) {
    const group = groups.get(record.takeId)
    if (group === undefined) groups.set(record.takeId, [record])
    else group.push(record)
  }
  return groups
}

function claimsByKey(claims: readonly Claim[]): Map<string, Claim[]> {
  const byKey = new Map<string, Claim[]>()
  for (const claim of claims) {
    const key = nodeKey(claim)
    const list = byKey.get(key)
    if (list === undefined) byKey.set(key, [claim])
    else list.push(claim)
  }
  for (const list of byKey.values()) list.sort((a, b) => a.number - b.number)
  return byKey
}

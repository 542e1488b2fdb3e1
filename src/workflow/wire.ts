/**
 * Wiring: from a document to what is to be made, from what, and the gates between, with everything found wrong.
 * Links join nodes of one tab, so tabs are wired one by one. Linear, without recursion, pure.
 */

import type { Document } from './document.ts'
import type { Finding, Gate, Generation, PromptNode, Wiring } from './model.ts'
import type { Tab } from './reading/tabs.ts'
import { newAllowance } from './wiring/allowance.ts'
import { assembleTab } from './wiring/assemble.ts'
import { type Draft, judgeDraft } from './wiring/drafts.ts'
import type { WiredGeneration } from './wiring/generationNode.ts'
import { buildGraph, type Graph } from './wiring/graph.ts'
import { lockedGates } from './wiring/lockedGates.ts'
import { nameFindings } from './wiring/nameFindings.ts'
import { promptNodes } from './wiring/promptNodes.ts'
import { type ResolvedTab, resolveTab } from './wiring/resolveTab.ts'
import { whatIsUsed } from './wiring/usage.ts'

export function wire(document: Document): Wiring {
  const generations: Generation[] = []
  const gates: Gate[] = []
  const prompts: PromptNode[] = []
  const findings = [...nameFindings(document), ...duplicateTabNames(document.tabs)]
  const allowance = newAllowance()
  for (const tab of document.tabs) {
    const graph = buildGraph(tab)
    const resolved = resolveTab(graph, allowance)
    const locked = lockedGates(graph, resolved)
    const offReason = (wired: WiredGeneration) => wired.off ?? locked(wired)
    const wired = assembleTab(graph, resolved, offReason, allowance)
    for (const generation of wired.generations) generations.push(generation)
    for (const gate of wired.gates) gates.push(gate)
    for (const prompt of promptNodes(graph, resolved)) prompts.push(prompt)
    const drafts = [graph.drafts, resolved.drafts, wired.drafts]
    for (const finding of judge(graph, resolved, offReason, drafts)) findings.push(finding)
  }
  return { generations, gates, prompts, findings: firstOf(findings) }
}

/** Nobody reads more. */
const MOST_FINDINGS = 10_000

/** Errors before warnings, each in their order, where there are too many. */
function firstOf(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_FINDINGS) return findings
  const errors = findings.filter(({ severity }) => severity === 'error')
  const warnings = findings.filter(({ severity }) => severity === 'warning')
  const more: Finding = {
    ...{ code: 'more-findings', severity: 'warning', tab: null, nodeId: null, title: null, field: null },
    message: `${(findings.length - MOST_FINDINGS).toLocaleString('en')} more are not told.`,
    mend: 'Mend these first, then look again.',
  }
  return [...[...errors, ...warnings].slice(0, MOST_FINDINGS), more]
}

function judge(
  graph: Graph,
  resolved: ResolvedTab,
  offReason: (wired: WiredGeneration) => string | null,
  drafts: readonly (readonly Draft[])[],
): Finding[] {
  const { runnable, wanted } = whatIsUsed(graph, resolved, offReason)
  return drafts.flatMap((list) =>
    list.flatMap((draft) => judgeDraft(draft, graph.tab.name, runnable, wanted) ?? []),
  )
}

function duplicateTabNames(tabs: readonly Tab[]): Finding[] {
  return tabs
    .filter(({ name, givenName }) => givenName !== null && name !== givenName)
    .map(({ name, givenName, index }) => ({
      code: 'duplicate-tab-name',
      severity: 'warning',
      tab: name,
      nodeId: null,
      title: null,
      field: `tabs[${index}].name`,
      message: `Two tabs are named "${givenName}"; this one is called "${name}" here.`,
      mend: 'Give each tab a name of its own.',
    }))
}

/**
 * Wiring: from a document to what is to be made, from what, and the gates between, with everything found wrong.
 * Links join nodes of one tab, so tabs are wired one by one. Linear, without recursion, pure.
 */

import type { Document } from './document.ts'
import type { Finding, Gate, Generation, PromptNode, Wiring } from './model.ts'
import type { Tab } from './reading/tabs.ts'
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
  for (const tab of document.tabs) {
    const graph = buildGraph(tab)
    const resolved = resolveTab(graph)
    const locked = lockedGates(graph, resolved)
    const offReason = (wired: WiredGeneration) => wired.off ?? locked(wired)
    const wired = assembleTab(graph, resolved, offReason)
    for (const generation of wired.generations) generations.push(generation)
    for (const gate of wired.gates) gates.push(gate)
    for (const prompt of promptNodes(graph, resolved)) prompts.push(prompt)
    for (const finding of judge(graph, resolved, offReason)) findings.push(finding)
  }
  return { generations, gates, prompts, findings }
}

function judge(
  graph: Graph,
  resolved: ResolvedTab,
  offReason: (wired: WiredGeneration) => string | null,
): Finding[] {
  const { runnable, wanted } = whatIsUsed(graph, resolved, offReason)
  const drafts: readonly Draft[] = [...graph.drafts, ...resolved.drafts]
  return drafts.flatMap((draft) => judgeDraft(draft, graph.tab.name, runnable, wanted) ?? [])
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

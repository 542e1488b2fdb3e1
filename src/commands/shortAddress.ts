/** A node as it is typed: its id alone where no other tab has it, else with its tab, in quotation marks. */
import type { Wiring } from '../workflow/model.ts'

export function shortAddress(
  node: { readonly tab: string; readonly nodeId: number },
  { generations, gates, prompts }: Wiring,
): string {
  const isElsewhere = [...generations, ...gates, ...prompts].some(
    ({ tab, nodeId }) => nodeId === node.nodeId && tab !== node.tab,
  )
  return isElsewhere ? `"${node.tab}:${node.nodeId}"` : String(node.nodeId)
}

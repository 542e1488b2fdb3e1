/**
 * The edits that turn a source into a generated file. Keys written, all in `properties`:
 * image generation: `_savedImages`, `_savedPreviewIndex`.
 * video generation: `_savedVideos`, `_savedVideoUrl`, `_savedGalleryIndex`; `_savedGallerySlots` only if it is there.
 * gate: `_savedApprovalImages` or `_savedApprovalVideos`, `_savedApprovalIndex` or `_savedApprovalVideoIndex`,
 * `lastData`, `_savedCurrentMediaType`, `_lastApprovedData`, `_disabled`; `_savedRowMapping` where there are several rows
 * (or it is there); `galleryImages`, `galleryVideos`, `galleryIndex`, `_savedGallery…` only if they are there.
 * Every other relative reference to media is rewritten by `rebase` (`rebaseReferences.ts`). Nothing else is touched.
 */
import type { Document } from './document.ts'
import type { Edit } from './edits.ts'
import type { JsonObject, JsonPath } from './json.ts'
import type { MediaKind } from './model.ts'
import { idText } from './reading/ids.ts'
import type { DocumentNode } from './reading/nodes.ts'
import type { Gallery } from './showing/gallery.ts'
import { gateProperties } from './showing/gateProperties.ts'
import { generationProperties } from './showing/generationProperties.ts'
import { rebaseReferences } from './showing/rebaseReferences.ts'
import { wire } from './wire.ts'

export interface ShownCandidate {
  /** From 1. */
  readonly slot: number
  /** As it is to stand in the file. */
  readonly url: string
}

export interface ShownRow {
  /** From 1. */
  readonly row: number
  /** In slot order; may be fewer than the slots. */
  readonly candidates: readonly ShownCandidate[]
}

export interface ShownGeneration {
  readonly tab: string
  readonly nodeId: number
  readonly rows: readonly ShownRow[]
  /** The URL of the picked candidate, or null. */
  readonly previewUrl: string | null
}

export interface ShownGateRow extends ShownRow {
  readonly pick: { readonly slot: number; readonly by: 'approved' | 'auto' } | null
}

export interface ShownGate {
  readonly tab: string
  readonly nodeId: number
  readonly rows: readonly ShownGateRow[]
  /** Whether an approved pick passes: only then is the gate locked. */
  readonly passes: boolean
}

export interface Shown {
  readonly generations: readonly ShownGeneration[]
  readonly gates: readonly ShownGate[]
}

/**
 * `rebase` is given every relative reference that the file keeps and returns it as seen from the generated file.
 * What is shown of nodes that the document does not have is left out.
 */
export function showCandidates(document: Document, shown: Shown, rebase: (url: string) => string): Edit[] {
  const places = nodePlaces(document)
  const kinds = gateKinds(document)
  const written = new Map<DocumentNode, JsonObject>()
  for (const generation of shown.generations) {
    const node = places.byKey.get(nodeKey(generation))
    if (node) written.set(node, generationProperties(node, generationGallery(generation)))
  }
  for (const gate of shown.gates) {
    const node = places.byKey.get(nodeKey(gate))
    if (!node) continue
    const approvedUrl = gate.passes ? approvedUrlIn(gate.rows) : null
    written.set(node, gateProperties(node, kinds.get(nodeKey(gate)) ?? null, gateGallery(gate), approvedUrl))
  }
  return [...places.paths].flatMap(([node, path]) => {
    const properties = written.get(node) ?? {}
    const edits = Object.entries(properties).map(([key, value]) => ({ path: [...path, key], value }))
    return [...edits, ...rebaseReferences(node, path, new Set(Object.keys(properties)), rebase)]
  })
}

function nodeKey({ tab, nodeId }: { tab: string; nodeId: number }): string {
  return `${tab}:${nodeId}`
}

/** Where each node keeps its properties. Of several nodes with one id the first has the key. */
function nodePlaces(document: Document): {
  paths: Map<DocumentNode, JsonPath>
  byKey: Map<string, DocumentNode>
} {
  const paths = new Map<DocumentNode, JsonPath>()
  const byKey = new Map<string, DocumentNode>()
  for (const { name, path, nodes } of document.tabs) {
    for (const node of nodes) {
      paths.set(node, [...path, 'nodes', node.index, 'properties'])
      const key = `${name}:${idText(node.id)}`
      if (!byKey.has(key)) byKey.set(key, node)
    }
  }
  return { paths, byKey }
}

/** What a gate shows is what its generation makes. */
function gateKinds(document: Document): Map<string, MediaKind> {
  const { generations, gates } = wire(document)
  const kindOf = new Map(generations.map(({ key, kind }) => [key, kind]))
  return new Map(gates.map((gate) => [nodeKey(gate), kindOf.get(gate.generation) ?? 'image']))
}

function generationGallery({ rows, previewUrl }: ShownGeneration): Gallery {
  const { urls, rowOfEach } = flatten(rows)
  return { urls, rowOfEach, rowCount: rows.length, shown: Math.max(0, urls.indexOf(previewUrl ?? '')) }
}

function gateGallery({ rows }: ShownGate): Gallery {
  const { urls, rowOfEach } = flatten(rows)
  const [first] = rows
  const picked = first?.candidates.findIndex(({ slot }) => slot === first.pick?.slot) ?? -1
  return { urls, rowOfEach, rowCount: rows.length, shown: Math.max(0, picked) }
}

function flatten(rows: readonly ShownRow[]): { urls: string[]; rowOfEach: number[] } {
  return {
    urls: rows.flatMap(({ candidates }) => candidates.map(({ url }) => url)),
    rowOfEach: rows.flatMap(({ candidates }, index) => candidates.map(() => index)),
  }
}

/** A file holds one approved URL per gate: that of the first row that has one. */
function approvedUrlIn(rows: readonly ShownGateRow[]): string | null {
  for (const { candidates, pick } of rows) {
    const picked = pick?.by === 'approved' && candidates.find(({ slot }) => slot === pick.slot)
    if (picked) return picked.url
  }
  return null
}

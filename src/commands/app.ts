/** What verbs work with; `src/app.ts` makes it, once. */
import type { Backend } from '../backends/backend.ts'
import type { Config } from '../config.ts'
import type { Instance } from '../engine/lane.ts'
import type { MirrorTarget } from '../media/mirror/mirrorTarget.ts'
import type { Vault } from '../media/vault.ts'
import type { StoreLocation } from '../store/location.ts'
import type { OutputVariant } from '../store/outputs.ts'
import type { Store } from '../store/store.ts'

/** Settings, store, vault and backends of the folder that a workflow lies in. */
export interface Project {
  readonly config: Config
  /** Where the store is, or would be made. */
  readonly location: StoreLocation
  /** The services that `backend` knows. */
  readonly backendNames: readonly string[]
  /** Opened, and made where it is new, with the first call. */
  store(): Store
  vault(): Vault
  /** Where public copies go; null where none is set up (`config.mirrorTo` says why). */
  readonly mirror: MirrorTarget | null
  /**
   * @param name of a service, which is all its instances, or of one instance
   * @throws RetakeError `usage` for an unknown name
   */
  backend(name: string | undefined): Promise<ProjectBackend>
}

export interface ProjectBackend {
  /** As it is asked for: `desktop-2`, or the service. */
  readonly name: string
  /** Any of its instances: they differ in name, address and key, in nothing that a recipe knows. */
  readonly backend: Backend
  /** Who does the jobs. */
  readonly instances: readonly Instance[]
  /** What its outputs are called. */
  readonly variant: OutputVariant
  /** Nothing it does is paid for. */
  readonly isFree: boolean
}

export interface App {
  readonly cwd: string
  /** Aborted when the person, or the system, wants the command to end. */
  readonly signal: AbortSignal
  /** Who is at it, for the log: a name, never a person's address. */
  readonly who: string
  /** Asks the person; null where nobody can be asked. */
  readonly ask: ((question: string) => Promise<boolean>) | null
  /** Lets the person choose one of the values; null where nobody can. An answer of null: none of them. */
  readonly choose:
    | ((question: string, choices: readonly { value: string; label: string }[]) => Promise<string | null>)
    | null
  /** Opens a text in the person's editor; null where nobody can. An answer of null: left as it was. */
  readonly edit: ((text: string, name: string) => Promise<string | null>) | null
  /** Reads what is piped in; null where nothing can be. */
  readonly readInput: (() => Promise<string>) | null
  /** @param folder the folder of a workflow file */
  project(folder: string): Promise<Project>
}

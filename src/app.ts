/** Wires everything, once: settings, store, vault, and the list of backends. */
import { setMaxListeners } from 'node:events'
import { availableParallelism, userInfo } from 'node:os'
import { createGlabsBackend } from './backends/glabs/glabs.ts'
import type { App, Project, ProjectBackend } from './commands/app.ts'
import type { InstanceSettings } from './config/backendSettings.ts'
import type { Environment } from './config/variables.ts'
import { type Config, loadConfig } from './config.ts'
import { RetakeError } from './errors.ts'
import type { MirrorTarget } from './media/mirror/mirrorTarget.ts'
import { proxyTarget } from './media/mirror/proxyTarget.ts'
import { s3Target } from './media/mirror/s3Target.ts'
import { openVault, type Vault } from './media/vault.ts'
import { locateStore } from './store/location.ts'
import { openStore, type Store } from './store/store.ts'

export interface AppOptions {
  readonly cwd: string
  readonly environment: Environment
  readonly signal: AbortSignal
  /** What a door can do with a person; what it leaves out, nobody can be asked. */
  readonly ask?: App['ask']
  readonly choose?: App['choose']
  readonly edit?: App['edit']
  readonly readInput?: App['readInput']
}

export interface OpenApp extends App {
  close(): Promise<void>
}

export function openApp({ cwd, environment, signal, ...person }: AppOptions): OpenApp {
  setMaxListeners(0, signal)
  const { ask = null, choose = null, edit = null, readInput = null } = person
  const projects = new Map<string, Promise<OpenProject>>()
  return {
    cwd,
    signal,
    who: environment.RETAKE_WHO || loginName(),
    ask,
    choose,
    edit,
    readInput,
    project: (folder) => {
      const known = projects.get(folder)
      if (known !== undefined) return known
      const opening = openProject(folder, cwd, environment)
      projects.set(folder, opening)
      return opening
    },
    close: async () => {
      for (const opened of await Promise.allSettled(projects.values())) {
        if (opened.status === 'fulfilled') opened.value.close()
      }
    },
  }
}

/** A system may have no entry for the user that runs a process. */
function loginName(): string {
  try {
    return userInfo().username
  } catch {
    return 'unknown'
  }
}

type Instance = ProjectBackend['instances'][number]

interface OpenProject extends Project {
  close(): void
}

async function openProject(folder: string, cwd: string, environment: Environment): Promise<OpenProject> {
  const config = await loadConfig(folder, cwd, environment)
  const location = locateStore(folder, config.store, config.folder)
  let store: Store | null = null
  let vault: Vault | null = null
  const mirror = mirrorTarget(config)
  const openedStore = () => {
    store ??= openStore(location)
    return store
  }
  return {
    config,
    location,
    backendNames: Object.keys(BACKENDS),
    store: openedStore,
    vault: () => {
      vault ??= openVault(openedStore().folder)
      return vault
    },
    mirror,
    backend: (name) => projectBackend(name ?? config.backend, config),
    close: () => store?.database.close(),
  }
}

function mirrorTarget({ mirrorTo }: Config): MirrorTarget | null {
  switch (mirrorTo.is) {
    case 's3':
      return s3Target(mirrorTo)
    case 'proxy':
      return proxyTarget(mirrorTo)
    case 'none':
    case 'incomplete':
      return null
  }
}

/** Every service Retake knows. A new one is one folder in `backends/` and one entry here. */
const BACKENDS: Readonly<Record<string, (config: Config) => Promise<ProjectBackend>>> = {
  glabs: async ({ glabsUrl, glabsApiKey, concurrency, backends }) => {
    const desktops = backends.filter(({ type }) => type === 'glabs').map(desktop)
    const alone = { name: 'glabs', url: glabsUrl, apiKey: glabsApiKey }
    const [first, ...others] = desktops
    return sideBySide('glabs', { variant: 'generated', isFree: false }, [
      first ?? { backend: createGlabsBackend(alone), concurrency, isSentTo: true },
      ...others,
    ])
  },
  sketch: async () => {
    const { createSketchBackend } = await import('./backends/sketch/sketch.ts')
    const backend = createSketchBackend({})
    return sideBySide('sketch', { variant: 'sketch', isFree: true }, [
      { backend, concurrency: availableParallelism(), isSentTo: true },
    ])
  },
}

function desktop({ concurrency, ...settings }: InstanceSettings): Instance {
  const urlSetting = `"url" of "${settings.name}" in "backends"`
  return { backend: createGlabsBackend({ ...settings, urlSetting }), concurrency, isSentTo: true }
}

function sideBySide(
  name: string,
  what: Pick<ProjectBackend, 'variant' | 'isFree'>,
  instances: readonly [Instance, ...Instance[]],
): ProjectBackend {
  return { name, ...what, backend: instances[0].backend, instances }
}

async function projectBackend(name: string, config: Config): Promise<ProjectBackend> {
  const create = BACKENDS[name]
  if (create !== undefined) return create(config)
  const named = config.backends.find((each) => each.name === name)
  if (named === undefined) {
    const known = [...Object.keys(BACKENDS), ...config.backends.map((each) => each.name)].join(', ')
    throw new RetakeError('usage', `There is no backend "${name}".`, { next: `Use one of: ${known}.` })
  }
  return only(named.name, await BACKENDS[named.type]!(config))
}

/** What the others were sent before is still asked for there. */
function only(name: string, all: ProjectBackend): ProjectBackend {
  const instances = all.instances.map((instance) => ({
    ...instance,
    isSentTo: instance.backend.name === name,
  }))
  const { backend } = instances.find(({ isSentTo }) => isSentTo)!
  return { ...all, name, backend, instances }
}

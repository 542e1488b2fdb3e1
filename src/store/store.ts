/** The store of a project, opened: its database, and where it lies. */
import { join } from 'node:path'
import { type Database, openDatabase } from './database.ts'
import { makeStoreFolder, type StoreLocation } from './location.ts'

export interface Store extends StoreLocation {
  readonly database: Database
}

export function openStore(location: StoreLocation): Store {
  makeStoreFolder(location.folder)
  return { ...location, database: openDatabase(databaseFile(location)) }
}

export function databaseFile({ folder }: StoreLocation): string {
  return join(folder, 'retake.db')
}

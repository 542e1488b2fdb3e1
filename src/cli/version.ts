/** The version in package.json, the one place that says it. */
import { readFileSync } from 'node:fs'
import { packageFile } from './packageRoot.ts'

export const VERSION: string = JSON.parse(readFileSync(packageFile('package.json'), 'utf8')).version

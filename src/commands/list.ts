/** Every verb, in the order of a working day. Doors are generated from this list. */
import { check } from './check.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'
import { show } from './show.ts'
import { why } from './why.ts'

export const COMMANDS = { run, plan, why, show, check } as const

/** Every verb, in the order of a working day. Doors are generated from this list. */
import { check } from './check.ts'
import { doctor } from './doctor.ts'
import { errors } from './errors.ts'
import { plan } from './plan.ts'
import { run } from './run.ts'
import { show } from './show.ts'
import { why } from './why.ts'

export const COMMANDS = { run, plan, show, why, errors, check, doctor } as const

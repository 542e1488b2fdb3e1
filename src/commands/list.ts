/** Every verb, in the order of a working day. Doors are generated from this list. */
import { approve } from './approve.ts'
import { broll } from './broll.ts'
import { bump } from './bump.ts'
import { check } from './check.ts'
import { diff } from './diff.ts'
import { doctor } from './doctor.ts'
import { edit } from './edit.ts'
import { errors } from './errors.ts'
import { fsck } from './fsck.ts'
import { gc } from './gc.ts'
import { graduate } from './graduate.ts'
import { ledger } from './ledger.ts'
import { log } from './log.ts'
import { mirror } from './mirror.ts'
import { plan } from './plan.ts'
import { regen } from './regen.ts'
import { reject } from './reject.ts'
import { restore } from './restore.ts'
import { retry } from './retry.ts'
import { run } from './run.ts'
import { show } from './show.ts'
import { undo } from './undo.ts'
import { why } from './why.ts'

export const COMMANDS = {
  run,
  regen,
  edit,
  retry,
  approve,
  reject,
  undo,
  plan,
  show,
  why,
  errors,
  broll,
  mirror,
  ledger,
  bump,
  graduate,
  restore,
  diff,
  log,
  check,
  doctor,
  fsck,
  gc,
} as const

/** Does work on a file of ours: what the system says of the disk is told for people, and never taken for a broken line. */
import { diskError } from '../errors.ts'

/** Anything else that the work rejects with stays as it is. */
export async function onDisk<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw diskError(error, path)
  }
}

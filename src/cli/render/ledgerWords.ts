/** What the ledger means by its words, for its help: each has one meaning, and no job is counted twice. */

export const LEDGER_WORDS = `
Totals:
  spent      jobs that a service took, whatever became of them
  wasted     of these: nothing is kept of them, and nothing can still come
  unknown    besides: jobs that may have been taken, which nobody can tell; where
             the slot was sent again, it may have been paid twice
  not taken  jobs that no service took: they cost nothing
  reused     candidates made for another version, copy or node, once for each
             that has them: not paid for again

Outcomes:
  made       a candidate came of it
  failed     the service took it, and nothing came of it
  late       our deadline passed; the next run asks for it
  open       under way, or cut off: the next run follows it
  unknown    the line broke while it was sent
  not taken  the service refused it, or never had it

Prices are those of "prices" in retake.config at the time a job was sent, else of
Retake's own table. With --since, "reused" is of versions first seen since then. Jobs
without one are counted as jobs, never as nothing.
`

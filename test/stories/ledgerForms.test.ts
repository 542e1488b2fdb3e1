/** How the ledger is shown: as a table for narrow and wide terminals, for a spreadsheet, and to a program. */
import { expect, test } from 'vitest'
import { renderLedger } from '../../src/cli/render/ledger.ts'
import { ledgerCsv } from '../../src/cli/render/ledgerCsv.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { changed, nodeOf, sceneFiles } from './support/scenes.ts'
import { retake } from './support/shell.ts'
import { openStage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'
const HOSTILE = '=HYPERLINK("http://x","a, b")\u001b[2J\u202e'

async function stageWithTitle(title: string) {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 2 }) })
  stage.configure({ prices: { image: 0.005 } })
  stage.write(
    FILE,
    changed(stage.read(FILE), (file) => {
      nodeOf(file, 11).title = title
      nodeOf(file, 14).title = '-2+3'
    }),
  )
  await stage.run(FILE)
  return stage
}

test('the table fits 80 columns and has every column at 200, and no escape of a title reaches it', async () => {
  const stage = await stageWithTitle(`Scene ${'very '.repeat(20)}long \u001b[31mred\u202e`)
  const told = await stage.call(COMMANDS.ledger, {})
  const atWidth = (columns: number) => {
    const before = process.stdout.columns
    process.stdout.columns = columns
    try {
      return renderLedger(told)
    } finally {
      process.stdout.columns = before
    }
  }
  const narrow = atWidth(80)
  const rows = narrow.split('\n').slice(1, 6)
  expect(Math.max(...narrow.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80)
  expect(rows[1]).toMatch(
    /^\d\d-\d\d \d\d:\d\d {2}Mainbody:11 {2}Scene very very… {2}1\/1 {2}\$0\.005 {5}made$/,
  )
  expect(rows[3]).toContain('not known')
  const wide = atWidth(200)
  expect(wide.split('\n')[1]).toMatch(
    /^sent +node +title +row +take +slot +kind +model +where +price +outcome$/,
  )
  expect(wide).toMatch(/image {2}nano_banana_2 +glabs +\$0\.005 +made/)
  expect(narrow + wide).not.toMatch(/[\u001b\u202e]/)
})

test('a spreadsheet gets one line a job with a header, quoted as RFC 4180 says, and no text of it is a formula', async () => {
  const stage = await stageWithTitle(HOSTILE)
  const { stdout, exitCode } = await retake(['ledger', '--csv'], {
    cwd: stage.folder,
    environment: stage.environment,
  }).ended
  expect(exitCode).toBe(0)
  const lines = stdout.split('\r\n')
  expect(lines).toHaveLength(6)
  expect(lines[0]).toMatch(
    /^sent,workflow,tab,nodeId,row,title,take,slot,attempt,kind,model,backend,usd,outcome,/,
  )
  expect(lines[1]).toContain(
    `,"'=HYPERLINK(""http://x"",""a, b"")�[2J�",1,1,1,image,nano_banana_2,glabs,0.005,made,yes,`,
  )
  expect(lines[3]).toContain(",'-2+3,1,1,1,video,veo_31_fast,glabs,,made,yes,")
  expect(lines[5]).toBe('')
  const told = await stage.call(COMMANDS.ledger, {})
  expect(ledgerCsv(told)).toBe(stdout)
  for (const title of ['+1', '@SUM(1)', ' =1', '\t=1', '＝1', '-', 'two\nlines']) {
    const [job] = told.jobs
    const [, cells] = ledgerCsv({ ...told, jobs: [{ ...job!, title }] }).split('\r\n')
    const cell = cells!.split(',')[5]
    expect(cell).toMatch(title.includes('\n') ? /^"two\nlines"$/ : /^['�]/)
  }
})

test('--json is the whole report; both forms at once are refused', async () => {
  const stage = await openStage({ files: sceneFiles(1, { outputCount: 1 }) })
  await stage.run({ file: FILE, only: 'images' })
  const shell = { cwd: stage.folder, environment: stage.environment }
  const { stdout } = await retake(['ledger', 'S1', '--json', '--since', '7d'], shell).ended
  const { since, ...report } = JSON.parse(stdout)
  const { since: _, ...told } = await stage.call(COMMANDS.ledger, { file: 'S1' })
  expect(report).toEqual(told)
  expect(since).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
  const both = await retake(['ledger', '--json', '--csv'], shell).ended
  expect(both.exitCode).toBe(2)
  expect(JSON.parse(both.stdout)).toMatchObject({ error: { code: 'usage' } })
  const wrong = await retake(['ledger', '--since', 'soon'], shell).ended
  expect(wrong.exitCode).toBe(2)
  expect(wrong.stderr).toContain('error --since "soon" is no date, no date-time and no age.')
})

test('of many jobs the newest are listed, and all are counted', async () => {
  const stage = await openStage({ files: sceneFiles(3, { outputCount: 16 }) })
  await stage.run({ file: FILE, only: 'images' })
  const text = renderLedger(await stage.call(COMMANDS.ledger, {}))
  expect(text).toContain('The newest 40 of 48; all of them: --csv or --json')
  expect(text).toContain('spent     48 jobs, price not known')
})

/** The five-tab example of 80 generations, and a messy file like those in the wild. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exampleFile, type File, nodeOf } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const STUDIO = 'STUG1-V0-1.nbflow'
const MESSY = 'OLDS2-V0-3.nbflow'
const CAST = ['ife', 'jun', 'mara', 'solveig', 'teodor']

function messyStage(): Promise<Stage> {
  return openStage({
    files: {
      [MESSY]: exampleFile(`messy/${MESSY}`),
      'avatar.png': exampleFile('messy/avatar.png'),
      'approved/scene-02-still.png': exampleFile('messy/approved/scene-02-still.png'),
    },
  })
}

test('eighty generations in five tabs cost 320 jobs, and none when run again', async () => {
  const avatars = CAST.map(
    (name) => [`avatar-${name}.png`, exampleFile(`studio/avatar-${name}.png`)] as const,
  )
  const stage = await openStage({
    files: { [STUDIO]: exampleFile(`studio/${STUDIO}`), ...Object.fromEntries(avatars) },
  })
  const first = await costOf(stage, () => stage.run(STUDIO))
  expect(first.paid).toBe(320)
  expect(first.answer.exitCode).toBe(0)
  expect(new Set(first.answer.generations.map(({ status }) => status))).toEqual(new Set(['generated']))
  expect(first.answer.generations).toHaveLength(80)
  const hashes = first.answer.generations.flatMap(({ candidates }) => candidates.map(({ sha256 }) => sha256))
  expect(new Set(hashes).size).toBe(320)
  expect(stage.files(/^errors/)).toEqual([])
  const again = await costOf(stage, () => stage.run('STUG1'))
  expect(again.paid).toBe(0)
  expect(again.answer.output).toBe(first.answer.output)
  expect(again.answer.jobs).toEqual({ submitted: 0, reused: 320, failed: 0 })
})

test('a messy file runs: what is off stays off, what is there is adopted, the rest is made', async () => {
  const stage = await messyStage()
  const { answer: report, paid } = await costOf(stage, () => stage.run(MESSY))
  expect(report.exitCode).toBe(0)
  const lines = report.generations.map(
    ({ tab, title, row, status, candidates }) => `${tab} ${title} ${row}: ${status} ${candidates.length}`,
  )
  expect(lines).toEqual([
    'Mainbody Scene 01 image 1: generated 4',
    'Mainbody Scene 01 video 1: generated 4',
    'Mainbody Scene 02 image 1: reused 1',
    'Mainbody Scene 02 video 1: generated 2',
    'Mainbody Scene 03 image (old) 1: skipped 0',
    'BRoll B-roll image 1: generated 2',
    'BRoll B-roll image 2: generated 2',
    'BRoll B-roll video 1: generated 2',
    'BRoll B-roll video 2: generated 2',
  ])
  expect(paid).toBe(18)
  expect(report.warnings.some((warning) => warning.includes('patchwork/ColorGrade'))).toBe(true)
})

test('a locked gate passes the candidate that was approved in it, and stays locked', async () => {
  const stage = await messyStage()
  const report = await stage.run(MESSY)
  const still = report.generations.find(({ title }) => title === 'Scene 02 image')!
  expect(still.picks).toEqual([{ gate: 11, take: 1, slot: 1, by: 'approved', passes: true }])
  const file: File = JSON.parse(readFileSync(report.output!, 'utf8'))
  const { properties } = nodeOf(file, 11)
  expect(properties).toMatchObject({ _disabled: true, _lastApprovedData: properties.lastData })
  expect(properties._savedApprovalImages).toEqual([properties._lastApprovedData])
})

test('a messy file run again costs nothing', async () => {
  const stage = await messyStage()
  const first = await stage.run(MESSY)
  const { answer: second, paid } = await costOf(stage, () => stage.run(MESSY))
  expect(paid).toBe(0)
  expect(second.output).toBe(first.output)
})

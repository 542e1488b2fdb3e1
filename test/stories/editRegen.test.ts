/** `edit --regen`: only what was meant and changed is made, and what hangs on it waits; how the answer reads. */
import { expect, test } from 'vitest'
import { renderEdit } from '../../src/cli/render/edit.ts'
import { edit } from '../../src/commands/edit.ts'
import type { EditInput } from '../../src/commands/editing/editInput.ts'
import { changed, sceneFiles } from './support/scenes.ts'
import { costOf, openStage, type Stage, withApp } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

function editIn(stage: Stage, options: Partial<EditInput>) {
  const input = edit.input.parse({ file: 'S1', nodes: ['scene 01'], ...options })
  return withApp(stage.folder, stage.environment, (app) => edit.run(app, input, () => {}))
}

/** Two scenes of which the stills share one prompt, run once. */
async function sharedStage(): Promise<Stage> {
  const { [FILE]: text, ...others } = sceneFiles(2)
  const shared = changed(String(text), ({ tabs: [tab] }) => {
    const links = tab!.graphData.links as number[][]
    for (const link of links) if (link[3] === 21 && link[4] === 0) link[1] = 10
  })
  const stage = await openStage({ files: { ...others, [FILE]: shared } })
  await stage.run(FILE)
  return stage
}

test('four paid jobs for the still that was edited; its clip waits for a person, all else is untouched', async () => {
  const stage = await openStage({ files: sceneFiles(2) })
  await stage.run(FILE)
  const { answer, paid, prompts } = await costOf(stage, () => {
    return editIn(stage, { replace: ['looks up=>looks down'], regen: true })
  })
  expect({ paid, prompts: new Set(prompts) }).toEqual({
    paid: 4,
    prompts: new Set(['a still of scene 1, she looks down']),
  })
  expect(answer).toMatchObject({ name: 'S1-V0-2', exitCode: 0, next: null, run: { workflow: 'S1-V0-2' } })
  const made = answer.run!.generations.find(({ nodeId }) => nodeId === 11)
  expect(made).toMatchObject({ status: 'generated', selected: true })
  const { answer: after, paid: more } = await costOf(stage, () => stage.run('S1'))
  expect(more).toBe(0)
  expect(after.generations.map(({ nodeId, status }) => `${nodeId} ${status}`)).toEqual([
    '11 reused',
    '14 held',
    '21 reused',
    '24 reused',
  ])
})

test('who shares the prompt is told and not run', async () => {
  const stage = await sharedStage()
  const { answer, paid } = await costOf(stage, () => {
    return editIn(stage, { replace: ['looks up=>looks down'], regen: true })
  })
  expect(paid).toBe(4)
  expect(answer.alsoChanges).toEqual([{ tab: 'Mainbody', nodeId: 21, title: 'Scene 02 image', row: 1 }])
})

test('nothing changed: nothing is written and nothing is sent', async () => {
  const stage = await sharedStage()
  const { answer, paid } = await costOf(stage, () => {
    return editIn(stage, { replace: ['looks up=>looks up'], regen: true })
  })
  expect({ paid, answer }).toMatchObject({ paid: 0, answer: { backup: null, run: null, exitCode: 0 } })
  expect(renderEdit(answer, stage.folder)).toBe('Nothing changed: S1-V0-1.nbflow is as it was.\n')
})

test('back to the words of before: the takes of then are there, at no cost', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  await stage.run(FILE)
  await editIn(stage, { replace: ['looks up=>looks down'], regen: true })
  const { paid } = await costOf(stage, () =>
    editIn(stage, { replace: ['looks down=>looks up'], regen: true }),
  )
  expect(paid).toBe(0)
})

test('the answer says what was changed word by word, who changes too, what was written and what is next', async () => {
  const stage = await sharedStage()
  const set = ['aspectRatio=1:1']
  const answer = await editIn(stage, { replace: ['looks up=>looks down'], set })
  expect(renderEdit(answer, stage.folder).split('\n')).toEqual([
    'changed Mainbody:10 "Prompt 1" prompt: a still of scene 1, she looks [-up-]{+down+}',
    expect.stringMatching(/^changed Mainbody:11 "Scene 01 image" aspectRatio: (not there|"[^"]+") → "1:1"$/),
    'also   Mainbody:21 "Scene 02 image" changes with it',
    'wrote  S1-V0-2.nbflow',
    'former backups/S1-V0-1.nbflow',
    'next   retake run S1-V0-2 --nodes 11 21',
    '',
  ])
  const split = await editIn(stage, { replace: ['looks down=>sits'], split: true })
  expect(renderEdit(split, stage.folder)).toMatch(/^copied Mainbody:10 as 26, for this one alone$/m)
  expect(renderEdit(split, stage.folder)).not.toContain('also')
})

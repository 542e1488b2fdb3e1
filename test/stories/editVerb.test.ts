/** `edit`: one prompt or setting changes, as a new version where there are takes; whatever is doubtful is refused whole. */
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openApp } from '../../src/app.ts'
import type { App } from '../../src/commands/app.ts'
import { edit } from '../../src/commands/edit.ts'
import type { EditInput } from '../../src/commands/editing/editInput.ts'
import { dynamic, image, prompt, type TestNode, template, workflowValue } from '../workflow/buildWorkflow.ts'
import { changed, nodeOf, sceneFiles, withProperty } from './support/scenes.ts'
import { costOf, openStage, type Stage } from './support/stage.ts'

const FILE = 'S1-V0-1.nbflow'

type Person = Partial<Pick<App, 'ask' | 'edit' | 'readInput'>>
type Options = Omit<EditInput, 'file' | 'nodes'>

async function editIn(stage: Stage, nodes: string | string[], options: Options = {}, person: Person = {}) {
  const { signal } = new AbortController()
  const app = openApp({ cwd: stage.folder, environment: stage.environment, signal, ...person })
  const input = { file: 'S1', nodes: [nodes].flat(), ...options }
  try {
    return await edit.run(app, edit.input.parse(input), (event) => {
      if (event.type === 'note') stage.notes.push(event.message)
    })
  } finally {
    await app.close()
  }
}

/** Nothing is written: neither the source, nor a backup. */
async function refusedIn(stage: Stage, nodes: string | string[], options: Options = {}, person: Person = {}) {
  const file = stage.files(/\.nbflow$/)[0]!
  const before = stage.read(file)
  const error = await editIn(stage, nodes, options, person).then(
    () => null,
    (thrown: { code: string; message: string; next?: string }) => thrown,
  )
  expect(error).toMatchObject({ code: 'usage' })
  expect(stage.read(file)).toBe(before)
  expect(stage.files(/\.nbflow$/)).toEqual([file])
  expect(existsSync(stage.path('backups'))).toBe(false)
  return `${error?.message}\n${error?.next}`
}

async function stageOf(nodes: TestNode[], links: string[]): Promise<Stage> {
  const value = workflowValue({ name: 'Mainbody', nodes, links })
  return openStage({ files: { [FILE]: `${JSON.stringify(value, null, 2)}\n` } })
}

const twoScenes = () => openStage({ files: sceneFiles(2) })

test('words for words: of a scene the one prompt is meant that holds them, and no other byte changes', async () => {
  const stage = await twoScenes()
  const before = stage.read(FILE)
  const answer = await editIn(stage, 'scene 02', { replace: ['looks up=>looks down'] })
  expect(stage.read(FILE)).toBe(before.replace('scene 2, she looks up', 'scene 2, she looks down'))
  expect(readFileSync(answer.backup!, 'utf8')).toBe(before)
  expect(answer).toMatchObject({
    workflow: 'S1-V0-1',
    name: 'S1-V0-1',
    path: stage.path(FILE),
    generations: [{ tab: 'Mainbody', nodeId: 21, row: 1 }],
    alsoChanges: [],
    copied: [],
    run: null,
    next: 'retake run S1-V0-1 --nodes 21',
    exitCode: 0,
  })
  const [change] = answer.changed
  expect(change).toMatchObject({ nodeId: 20, title: 'Prompt 2', row: null, field: 'properties.text' })
  expect(change!.words).toContainEqual({ text: 'down', is: 'added' })
})

test('a version with takes becomes the next one, its name follows, and only what was edited is paid', async () => {
  const stage = await twoScenes()
  await stage.run(FILE)
  const answer = await editIn(stage, '21', { prompt: 'a still of scene 2 by night' })
  expect(answer).toMatchObject({ workflow: 'S1-V0-1', name: 'S1-V0-2', path: stage.path('S1-V0-2.nbflow') })
  expect(JSON.parse(readFileSync(answer.backup!, 'utf8')).tabs[0].graphData.nodes).toHaveLength(13)
  expect(existsSync(stage.path(FILE))).toBe(false)
  const { paid, prompts } = await costOf(stage, () => stage.run({ file: 'S1', only: 'images' }))
  expect({ paid, prompts: [...new Set(prompts)] }).toEqual({
    paid: 4,
    prompts: ['a still of scene 2 by night'],
  })
  const again = await editIn(stage, '21', { prompt: 'a still of scene 2 by day' })
  expect(again.name).toBe('S1-V0-3')
})

test('the name in the file follows only where the file has one', async () => {
  const { [FILE]: text, ...others } = sceneFiles(1)
  const named = changed(String(text), (file) => {
    file.name = 'S1-V0-1'
  })
  const stage = await openStage({ files: { ...others, [FILE]: named } })
  await stage.run({ file: FILE, nodes: ['11'] })
  await editIn(stage, '11', { set: ['aspectRatio=1:1'] })
  expect(JSON.parse(stage.read('S1-V0-2.nbflow')).name).toBe('S1-V0-2')
})

test('a fresh version collects further edits, a backup each time', async () => {
  const stage = await twoScenes()
  const first = await editIn(stage, '21', { prompt: 'one' })
  const second = await editIn(stage, '11', { prompt: 'two' })
  expect([first.path, second.path]).toEqual([stage.path(FILE), stage.path(FILE)])
  expect(readFileSync(second.backup!, 'utf8')).toContain('"one"')
  expect(first.backup).not.toBe(second.backup)
})

test('words that stand twice, or nowhere, are refused with where; --all takes every place', async () => {
  const stage = await twoScenes()
  const twice = await refusedIn(stage, 'scene 02', { replace: ['scene 2=>scene two'] })
  expect(twice).toContain('stands 2 times')
  expect(twice).toContain('"Mainbody:20" (Prompt 2): a still of scene 2, she looks up')
  expect(twice).toContain('"Mainbody:23" (Clip prompt 2)')
  const nowhere = await refusedIn(stage, 'scene 02', { replace: ['Looks  Up=>x'] })
  expect(nowhere).toContain('stands in none')
  expect(nowhere).toContain('a clip of scene 2, she says hello')
  expect(nowhere).toContain('"Mainbody:20" (Prompt 2) has them with other capitals')
  const answer = await editIn(stage, 'scene 02', { replace: ['scene 2=>scene two'], all: true })
  expect(answer.changed.map(({ nodeId }) => nodeId)).toEqual([20, 23])
})

test('each replacement finds its own prompt, and one that fails leaves all as it was', async () => {
  const stage = await twoScenes()
  const replace = ['looks up=>sits', 'says hello=>waves']
  await refusedIn(stage, 'scene 01', { replace: [...replace, 'no such words=>x'] })
  const answer = await editIn(stage, 'scene 01', { replace })
  expect(answer.generations.map(({ nodeId }) => nodeId)).toEqual([11, 14])
})

test('a whole text for words that fit several is refused with their addresses', async () => {
  const stage = await twoScenes()
  const words = await refusedIn(stage, 'scene 02', { prompt: 'anything' })
  expect(words).toContain('"Mainbody:21" (Scene 02 image)')
  expect(words).toContain('"Mainbody:24" (Scene 02 video)')
  expect(await refusedIn(stage, 'scene 02', { set: ['resolution=2K'] })).toContain('Mainbody:24')
})

const filled = {
  nodes: [
    template(1, '{scene}, in {look} clothes', ['scene', 'look']),
    { ...prompt(2, 'a hill'), title: 'Where' },
    { ...prompt(3, 'green'), title: 'Look' },
    image(4),
    image(5),
  ],
  links: ['2 > 1.0', '3 > 1.1', '1 > 4.0', '1 > 5.0'],
}

test('of a template the words may stand in what fills it; a whole text names the prompt to write', async () => {
  const stage = await stageOf(filled.nodes, filled.links)
  const refused = await refusedIn(stage, '4', { prompt: 'a lake' })
  expect(refused).toContain('is a template, "Mainbody:1"')
  expect(refused).toContain('"Mainbody:2" (Where)')
  const words = await editIn(stage, '4', { replace: ['green=>blue'] })
  expect(words).toMatchObject({
    changed: [{ nodeId: 3 }],
    generations: [{ nodeId: 4 }],
    alsoChanges: [{ tab: 'Mainbody', nodeId: 5, row: 1 }],
  })
  const filler = await editIn(stage, '2', { prompt: 'a lake' })
  expect(filler.generations.map(({ nodeId }) => nodeId)).toEqual([4, 5])
  await editIn(stage, '1', { replace: ['in =>with '] })
  await editIn(stage, '1', { replace: ['blue=>red'] })
  const { generations } = await stage.show(FILE)
  expect(generations.map(({ prompt: text }) => text)).toEqual(Array(2).fill('a lake, with red clothes'))
  expect(await refusedOf(stage, '1', { prompt: '{nobody}' })).toContain('The edit would bring an error')
})

/** As `refusedIn`, where backups are there already. */
async function refusedOf(stage: Stage, nodes: string, options: Options): Promise<string> {
  const before = stage.read(FILE)
  const error = await editIn(stage, nodes, options).then(
    () => null,
    (thrown: Error & { next?: string }) => thrown,
  )
  expect(stage.read(FILE)).toBe(before)
  return `${error?.message}\n${error?.next}`
}

test('--split gives this one its own copy: the other keeps its prompt, and its takes', async () => {
  const stage = await stageOf(filled.nodes, filled.links)
  await stage.run(FILE)
  const answer = await editIn(stage, '5', { replace: ['green=>blue'], split: true })
  expect(answer).toMatchObject({
    changed: [{ nodeId: 7, title: 'Look (2)', before: 'green', after: 'blue' }],
    copied: [
      { tab: 'Mainbody', from: 1, to: 6 },
      { tab: 'Mainbody', from: 3, to: 7 },
    ],
    generations: [{ nodeId: 5 }],
    alsoChanges: [],
  })
  const { paid, prompts } = await costOf(stage, () => stage.run('S1'))
  expect({ paid, prompt: prompts[0] }).toEqual({ paid: 4, prompt: 'a hill, in blue clothes' })
  expect(await editIn(stage, '4', { prompt: 'x', split: true }).catch(({ next }) => next)).toContain(
    '--replace',
  )
})

test('one row of a dynamic prompt: the others stay, and what is no row is refused', async () => {
  const stage = await stageOf([dynamic(1, ['a hat', 'a coat', 'a hat']), image(2)], ['1 > 2.0'])
  expect(await refusedIn(stage, '2', { prompt: 'x' })).toContain('has 3 rows')
  expect(await refusedIn(stage, '2', { prompt: 'x', row: 4 })).toContain('There is no row 4')
  expect(await refusedIn(stage, '2', { replace: ['hat=>cap'], row: 4 })).toContain('There is no row 4')
  expect(await refusedIn(stage, '2', { replace: ['hat=>cap'] })).toContain('"Mainbody:1" (Prompt 1) row 3')
  expect(await refusedIn(stage, '2', { prompt: ' ', row: 2 })).toContain('row 2 would be empty')
  const { changed: fields, generations } = await editIn(stage, '2', { replace: ['hat=>cap'], row: 3 })
  expect(fields).toMatchObject([{ nodeId: 1, row: 3, field: 'properties.dynamicRows[2]', after: 'a cap' }])
  expect(generations).toMatchObject([{ nodeId: 2, row: 3 }])
})

test('settings keep their type; unknown ones and those the backend refuses are not written', async () => {
  const stage = await openStage({ files: sceneFiles(1) })
  const clip = await editIn(stage, '15', { set: ['durationSeconds=6', 'outputCount=2'] })
  expect(clip.changed).toMatchObject([
    { nodeId: 14, field: 'properties.durationSeconds', before: '8', after: '6', words: null },
    { nodeId: 14, field: 'properties.outputCount', before: 4, after: 2 },
  ])
  const count = await editIn(stage, '11', { set: ['outputCount=5'] })
  expect(count).toMatchObject({ generations: [{ nodeId: 11 }], next: 'retake run S1-V0-1 --nodes 11' })
  const prompted = await editIn(stage, 'Prompt 1', { set: ['resolution=2K'] })
  expect(prompted.changed).toMatchObject([{ nodeId: 11, before: undefined, after: '2K' }])
  expect(await refusedOf(stage, '11', { set: ['aspectratio=1:1'] })).toContain('Did you mean aspectRatio?')
  expect(await refusedOf(stage, '11', { set: ['_pinned=true'] })).toContain('is kept by the editor')
  const ratio = await refusedOf(stage, '11', { set: ['aspectRatio=7:3'] })
  expect(ratio).toContain('The edit would bring an error')
  expect(ratio).toContain('node 11')
})

test('an error that was there before does not stand in the way of an edit', async () => {
  const { [FILE]: text, ...others } = sceneFiles(2)
  const wrong = withProperty(withProperty(String(text), 11, 'aspectRatio', '7:3'), 10, 'text', '')
  const stage = await openStage({ files: { ...others, [FILE]: wrong } })
  await editIn(stage, '21', { prompt: 'another' })
  const mended = await editIn(stage, '11', { prompt: 'a still' })
  expect(mended.changed).toMatchObject([{ nodeId: 10, before: '', after: 'a still' }])
})

test('a JSON prompt stays JSON, by itself and once it is filled, or nothing is written', async () => {
  const json = '{\n  "subject": "a woman",\n  "light": "noon"\n}'
  const nodes = [
    prompt(1, json),
    image(2),
    template(3, '{"scene": "{where}"}', ['where']),
    prompt(4, 'a hill'),
    image(5),
  ]
  const stage = await stageOf(nodes, ['1 > 2.0', '4 > 3.0', '3 > 5.0'])
  const broken = await refusedIn(stage, '2', { replace: ['noon=>"noon"'] })
  expect(broken).toContain('line 3, column 14')
  expect(broken).toContain('\\"')
  expect(await refusedIn(stage, '2', { prompt: 'a woman at noon' })).toContain('is a JSON document')
  expect(await refusedIn(stage, '4', { prompt: 'a "hill"' })).toContain('once it is filled')
  await editIn(stage, '2', { replace: ['noon=>\\"high\\" noon'] })
  expect(JSON.parse(nodeOf(JSON.parse(stage.read(FILE)), 1).properties.text as string).light).toBe(
    '"high" noon',
  )
})

test('a prompt is not emptied, not even the one of a node that is switched off', async () => {
  const { [FILE]: text, ...others } = sceneFiles(1)
  const stage = await openStage({
    files: { ...others, [FILE]: withProperty(String(text), 11, '_disabled', true) },
  })
  const everything = ['a still of scene 1, she looks up=>']
  expect(await refusedIn(stage, '11', { replace: everything })).toContain('would be empty')
  expect(await refusedIn(stage, '14', { prompt: '' })).toContain('would be empty')
})

test('nothing said: the text opens in the editor, named after its node; unchanged is unchanged', async () => {
  const stage = await twoScenes()
  const before = stage.read(FILE)
  const opened: string[] = []
  const as = (after: string | null) => async (text: string, name: string) => {
    opened.push(`${name}: ${text}`)
    return after
  }
  expect(await editIn(stage, '21', {}, { edit: as(null) })).toMatchObject({
    backup: null,
    changed: [],
    exitCode: 0,
  })
  await editIn(stage, '21', {}, { edit: async (text) => text })
  expect(stage.read(FILE)).toBe(before)
  expect(existsSync(stage.path('backups'))).toBe(false)
  const answer = await editIn(stage, '21', {}, { edit: as('by night') })
  expect(answer.changed).toMatchObject([{ nodeId: 20, after: 'by night' }])
  expect(opened[0]).toBe('prompt-2.txt: a still of scene 2, she looks up')
  expect(await refusedOf(stage, '21', {})).toMatch(/--prompt .*--replace .*--set/)
})

test('a slip in a JSON prompt is opened again, with what was written so far', async () => {
  const stage = await stageOf([prompt(1, '{"a": 1}'), image(2)], ['1 > 2.0'])
  const seen: string[] = []
  const answers = ['{"a": 2', '{"a": 2}']
  const person: Person = {
    ask: async (question) => /Line 1, column 8/.test(question),
    edit: async (text, name) => {
      seen.push(`${name} ${text}`)
      return answers.shift() ?? null
    },
  }
  const answer = await editIn(stage, '2', {}, person)
  expect(answer.changed[0]?.after).toBe('{"a": 2}')
  expect(seen).toEqual(['prompt-1.json {"a": 1}', 'prompt-1.json {"a": 2'])
})

test('what somebody else writes while the editor is open is not written over', async () => {
  const stage = await twoScenes()
  const theirs = withProperty(stage.read(FILE), 10, 'text', 'theirs')
  const edited = editIn(
    stage,
    '21',
    {},
    {
      edit: async () => {
        stage.write(FILE, theirs)
        return 'ours'
      },
    },
  )
  await expect(edited).rejects.toThrow('changed meanwhile')
  expect(stage.read(FILE)).toBe(theirs)
})

test('an approved version is refused before the editor opens', async () => {
  const { [FILE]: text, ...others } = sceneFiles(1)
  const stage = await openStage({ files: { ...others, 'S1-V1.nbflow': String(text) } })
  const person: Person = {
    edit: () => {
      throw new Error('It was opened.')
    },
  }
  const refused = await refusedIn(stage, '11', {}, person)
  expect(refused).toContain('--as V1-1')
  expect(refused).toContain('--as V2-0-1')
  const answer = await editIn(stage, '11', { prompt: 'another', as: 'V1-1' })
  expect(answer).toMatchObject({ name: 'S1-V1-1' })
})

test('the text comes from a file or a pipe, without the line break that ends it', async () => {
  const stage = await twoScenes()
  stage.write('still.txt', '\ufefffrom a file,\nsecond line\n')
  await editIn(stage, '11', { promptFile: 'still.txt' })
  await editIn(stage, '21', { promptFile: '-' }, { readInput: async () => 'from a pipe\r\n' })
  const file = JSON.parse(stage.read(FILE))
  expect([10, 20].map((id) => nodeOf(file, id).properties.text)).toEqual([
    'from a file,\nsecond line',
    'from a pipe',
  ])
  expect(await refusedOf(stage, '11', { promptFile: 'gone.txt' })).toContain('gone.txt cannot be read')
  stage.write('latin.txt', Uint8Array.from([0x63, 0xe9]))
  expect(await refusedOf(stage, '11', { promptFile: 'latin.txt' })).toContain('UTF-8')
  expect(await refusedOf(stage, '11', { promptFile: '-' })).toContain('Pipe the text in')
})

test('--all-tabs: the same in every tab, each with its own one match', async () => {
  const accounts = workflowValue(
    ...['A', 'B'].map((name) => ({
      name,
      nodes: [
        { ...prompt(1, `${name} in a hat`), title: 'P' },
        { ...image(2), title: 'Still' },
      ],
      links: ['1 > 2.0'],
    })),
  )
  const stage = await openStage({ files: { [FILE]: JSON.stringify(accounts) } })
  expect(await refusedIn(stage, 'still', { prompt: 'x' })).toContain('--all-tabs')
  const answer = await editIn(stage, '2', { replace: ['hat=>cap'], allTabs: true })
  expect(answer.changed.map(({ tab, after }) => [tab, after])).toEqual([
    ['A', 'A in a cap'],
    ['B', 'B in a cap'],
  ])
  expect(answer.next).toBe('retake run S1-V0-1 --nodes "A:2" "B:2"')
  const differ = await editIn(stage, '2', { allTabs: true }, { edit: async () => 'x' }).catch(
    ({ message }) => message,
  )
  expect(differ).toContain('differ')
})

test.each<[Options, string]>([
  [{ prompt: 'a', replace: ['a=>b'] }, 'only one can be meant'],
  [{ prompt: 'a', promptFile: 'b' }, 'only one can be meant'],
  [{ prompt: 'a', all: true }, '--all is for --replace'],
  [{ set: ['seed=1'], row: 1 }, '--row is for'],
  [{ set: ['seed=1'], split: true }, '--split is for'],
  [{ prompt: 'a', maxJobs: 4 }, '--max-jobs is for --regen'],
  [{ replace: ['a'] }, 'does not say'],
  [{ set: ['seed'] }, 'does not say'],
])('what contradicts itself is refused before anything is looked at: %j', async (options, words) => {
  const stage = await openStage({ files: sceneFiles(1) })
  expect(await refusedIn(stage, '11', options)).toContain(words)
})

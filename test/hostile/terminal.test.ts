/** Texts of strangers on a terminal: through every verb of the built command, on a pseudo-terminal and as JSON. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { startSim } from '../../sim/startSim.ts'
import { COMMANDS } from '../../src/commands/list.ts'
import { changed, nodeOf, PICTURES, scenes, withProperty } from '../stories/support/scenes.ts'
import { inTerminal, type Printed, piped, standingFolder } from './terminal.ts'

/** Each in a way of its own; none of them is anything that Retake prints. */
const ATTACKS = {
  colours: '\u001b[95m\u001b[5m',
  cursor: '\u001b[2J\u001b[H\u001b[1A\u001b[2K\r\rAll is well.\b\b',
  title: '\u001b]0;owned\u0007',
  link: '\u001b]8;;http://thief.test/\u001b\\here\u001b]8;;\u001b\\',
  clipboard: '\u001b]52;c;cm0gLXJmIH4=\u0007',
  'eight bits': '\u009b95m\u009d52;c;cm0=\u009c\u0090q\u009c',
  'other controls': '\u0000\u0001\u0005\u000b\u000c\u000e\u001a\u007f\u0085',
  direction: '\u202egnp\u202c\u2066x\u2069\u200e\u200f\u061c',
  invisible: '\u200b\u2060\ufeff\u00ad\u{e0041}\u{e007f}\u2028\u2029',
}
const HOSTILE = `${Object.values(ATTACKS).join('-')}end`
/** A file system takes all of it but NUL. */
const IN_NAMES = HOSTILE.replace(/[\0/]/g, '').slice(0, 80)
const FILE = `S1-V0-1.nbflow`
const NAMED = `${IN_NAMES}-V0-1.nbflow`

const WRONG_LINES = [
  [`no-${IN_NAMES}`],
  ['run', `gone-${IN_NAMES}`],
  ['show', FILE, `no ${IN_NAMES}`],
  ['run', FILE, `--${IN_NAMES}`],
]
const WHO = { RETAKE_WHO: HOSTILE.replace(/\0/g, '') }

/** How each verb is called, in the order of a day. A new verb needs its lines here. */
const LINES: Readonly<Record<keyof typeof COMMANDS, readonly (readonly string[])[]>> = {
  check: [[FILE], [NAMED]],
  plan: [[FILE]],
  run: [
    [FILE, '--only', 'images'],
    [NAMED, '--only', 'images'],
  ],
  errors: [[FILE]],
  show: [[FILE], [FILE, '21']],
  why: [[FILE, '11', '21']],
  ledger: [[FILE]],
  log: [[FILE], [NAMED]],
  reject: [[FILE, '21', '1', '--tell', HOSTILE.replace(/\0/g, '')]],
  approve: [[FILE, '21', '2']],
  retry: [[FILE]],
  regen: [[FILE, '21', '--slots', '1']],
  edit: [
    [FILE, '21', '--replace', 'looks up=>looks down'],
    ['S1', '21', '--set', 'resolution=1K', '--regen'],
  ],
  diff: [['S1-V0-1', 'S1']],
  bump: [['S1']],
  undo: [['S1']],
  restore: [['S1', '--version', 'V0-1']],
  graduate: [['S1', '--anyway']],
  mirror: [['S1']],
  broll: [['broll', '1', '--only', 'images']],
  doctor: [['.']],
  fsck: [[]],
  gc: [[]],
}

interface Shown {
  readonly terminal: Printed
  readonly stdout: Printed
  readonly stderr: Printed
}

const shown = new Map<string, Shown>()

beforeAll(async () => {
  const error = { kind: 'fail', errorCode: 400, error: HOSTILE, errorDetail: HOSTILE } as const
  const sim = await startSim({ pictures: 'plain', faults: [{ when: { prompt: 'refused' }, effect: error }] })
  const lines = [
    ...Object.entries(LINES).flatMap(([verb, all]) => all.map((args) => [verb, ...args])),
    ...WRONG_LINES,
  ]
  const asJson = lines.map((line) => [...line, '--json'])
  // Each in a folder of its own: every line goes on from what the one before it left.
  const [first, second] = [hostileFolder(sim.url), hostileFolder(sim.url)]
  const [terminal, told] = await Promise.all([
    inTerminal(lines, { cwd: first, environment: WHO }),
    piped(asJson, { cwd: second, environment: WHO }),
  ])
  await sim.close()
  for (const [at, line] of lines.entries())
    shown.set(line.join(' '), { terminal: terminal[at]!, ...told[at]! })
}, 200_000)

/** Texts of a stranger wherever a workflow, a config, a file name or a service can have one. */
function hostileFolder(glabsUrl: string): string {
  const folder = standingFolder()
  const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)
  write('avatar.png', PICTURES.avatar)
  write(
    'retake.config.json',
    JSON.stringify({ glabsUrl, allowHosts: [HOSTILE], waitMs: 0, poll: { minMs: 2 } }),
  )
  const text = changed(scenes(2, { outputCount: 2 }), (file) => {
    file.tabs[0]!.name = `${HOSTILE}tab`
    for (const node of file.tabs[0]!.graphData.nodes) node.title = `${HOSTILE}${node.id}`
    nodeOf(file, 10).properties.text = `${HOSTILE} refused`
    nodeOf(file, 20).properties.text = `${HOSTILE} looks up`
    for (const id of [11, 21]) nodeOf(file, id).properties[HOSTILE] = HOSTILE
  })
  write(FILE, text)
  // A model that no service has stops it, with all that is wrong told.
  write(NAMED, withProperty(text, 14, 'model', `veo${HOSTILE}`))
  mkdirSync(join(folder, 'broll'))
  write('broll/broll-01-image.txt', `a still, ${HOSTILE.replace(/\0/g, '')}`)
  write(`broll/broll-01-ref-${IN_NAMES.slice(0, 40)}.png`, PICTURES.jun)
  return folder
}

/** Colours of Retake, and how its live picture is drawn anew. */
const OURS = /\u001b\[(?:\d{1,3}(?:;\d{1,3})*m|\d+A|0J)/g
const RAW =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e007f}]/u

function expectClean(printed: string): void {
  expect(printed).not.toMatch(/\u001b\[(?:95|5)m/)
  expect(RAW.exec(printed.replace(OURS, ''))).toBeNull()
}

test.each(Object.keys(COMMANDS))('%s prints nothing of a stranger raw, and its JSON is JSON', (verb) => {
  for (const args of LINES[verb as keyof typeof COMMANDS]) {
    const { terminal, stdout, stderr } = shown.get([verb, ...args].join(' '))!
    expect(terminal).not.toBe('')
    for (const printed of [terminal, stdout, stderr]) expectClean(printed)
    expect(() => JSON.parse(stdout)).not.toThrow()
    expect(terminal + stderr).not.toContain('Retake broke')
  }
})

test.each(WRONG_LINES.map((line) => [line.join(' '), line[0]]))(
  'a wrong line is told without what was raw in it (%#)',
  (line) => {
    const { terminal, stdout, stderr } = shown.get(line)!
    expect(terminal).toContain('error')
    for (const printed of [terminal, stdout, stderr]) expectClean(printed)
  },
)

test('the texts were there: on the terminal without what is raw in them, in JSON to the letter', () => {
  const { terminal, stdout } = shown.get(`show ${FILE}`)!
  expect(terminal).toContain('�')
  const titles = JSON.parse(stdout).generations.map(({ title }: { title: string }) => title)
  expect(titles).toContain(`${HOSTILE}11`)
  expect(shown.get(`errors ${FILE}`)?.terminal).toContain('�]52;c;')
})

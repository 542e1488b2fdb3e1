/**
 * Small files that ask for very much: what is linked with everything, what holds itself many times over, what is nested
 * without end. Each was a hang, a crash or gigabytes once.
 */

const PROMPT = 'nanobanana/Prompt'
const IMAGE = 'nanobanana/NanobananaAPI'
const MEDIA = 'nanobanana/Media'

const range = (count: number) => Array.from({ length: count }, (_, at) => at)
const listOf = <Item>(count: number, item: (at: number) => Item) => range(count).map(item)

function file(nodes: readonly unknown[], links: readonly unknown[] = []): string {
  return JSON.stringify({ tabs: [{ name: 'Main', graphData: { nodes, links } }] })
}

const prompt = (id: number, text: string, more: object = {}) => ({
  id,
  type: PROMPT,
  properties: { text, ...more },
})
const template = (id: number, text: string, slots: readonly string[]) => ({
  ...prompt(id, text, { templateMode: true }),
  inputs: slots.map((name) => ({ name })),
})
const dynamic = (id: number, dynamicRows: readonly string[]) =>
  prompt(id, '', { dynamicMode: true, dynamicRows })
const image = (id: number, properties: object = {}) => ({
  id,
  type: IMAGE,
  properties: { model: 'nano_banana_2', ...properties },
})
const link = (id: number, from: number, to: number, slot = 0) => [id, from, 0, to, slot, '*']

/** Read and wired, as before every run. */
export const WIRED: Readonly<Record<string, () => string>> = {
  '10,000 tabs of one name': () =>
    JSON.stringify({ tabs: listOf(10_000, () => ({ name: 'a', graphData: {} })) }),
  'a template with 10,000 placeholders and 10,000 slots of other names': () =>
    file(
      [
        template(
          1,
          range(10_000)
            .map((at) => `{a${at}}`)
            .join(''),
          range(10_000).map((at) => `b${at}`),
        ),
        image(2),
      ],
      [link(1, 1, 2)],
    ),
  '40,000 slots that repeat 40,000 links': () =>
    file(
      [{ ...image(1), inputs: listOf(40_000, (at) => ({ name: 'x', link: at })) }, prompt(2, 'a')],
      range(40_000).map((at) => link(at, 2, 1, at)),
    ),
  '40,000 links into one slot': () =>
    file(
      [image(0), ...listOf(40_000, (at) => prompt(at + 1, 'a'))],
      range(40_000).map((at) => link(at, at + 1, 0)),
    ),
  'a prompt of 100,000 rows for 100 nodes': () =>
    file(
      [
        dynamic(
          1,
          listOf(100_000, () => 'a'),
        ),
        ...listOf(100, (at) => image(at + 2)),
      ],
      [...range(100).map((at) => link(at, 1, at + 2))],
    ),
  'a prompt of 50,000 rows for 2,000 templates': () =>
    file(
      [
        dynamic(
          1,
          listOf(50_000, () => 'x'),
        ),
        ...listOf(2_000, (at) => template(at + 2, '{a}', ['a'])),
      ],
      [...range(2_000).map((at) => link(at, 1, at + 2))],
    ),
  '20,000 rows for a template with 100,000 placeholders': () =>
    file(
      [
        template(1, '{a}'.repeat(100_000), ['a']),
        dynamic(
          2,
          listOf(20_000, () => ''),
        ),
        image(3),
      ],
      [link(1, 2, 1), link(2, 1, 3)],
    ),
  '1,000 templates that hold a text of 1 MB nine times': () =>
    file(
      [
        prompt(1, 'x'.repeat(1_000_000)),
        ...listOf(1_000, (at) => template(at + 2, `${'{a}'.repeat(9)}${at}`, ['a'])),
        ...listOf(1_000, (at) => image(at + 2_000)),
      ],
      range(1_000).flatMap((at) => [link(at, 1, at + 2), link(at + 5_000, at + 2, at + 2_000)]),
    ),
  'templates that double forty times': () =>
    file(
      [
        prompt(1, 'x'.repeat(1_000)),
        ...listOf(40, (at) => template(at + 2, '{a}{b}', ['a', 'b'])),
        image(100),
      ],
      [
        ...range(40).flatMap((at) => [link(at, at + 1, at + 2), link(at + 99, at + 1, at + 2, 1)]),
        link(999, 41, 100),
      ],
    ),
  '20,000 gates locked with pictures of one node': () =>
    file(
      [
        image(1, { _savedImages: range(20_000).map((at) => `u${at}`) }),
        ...listOf(20_000, (at) => ({
          id: at + 2,
          type: MEDIA,
          properties: { mode: 'approve', _disabled: true, _lastApprovedData: `u${20_000 - at}` },
        })),
      ],
      range(20_000).map((at) => link(at, 1, at + 2)),
    ),
  'a chain of 20,000 bypassed nodes behind 20,000 images': () =>
    file(
      [
        prompt(1, 'a'),
        ...listOf(20_000, (at) => ({ ...prompt(at + 2, ''), mode: 4 })),
        ...listOf(20_000, (at) => image(at + 100_000)),
      ],
      [
        ...range(20_000).map((at) => link(at, at + 1, at + 2)),
        ...range(20_000).map((at) => link(at + 50_000, 20_001, at + 100_000)),
      ],
    ),
}

/** Mended, as by `check --fix`. */
export const MENDED: Readonly<Record<string, () => string>> = {
  '20,000 links of one id, each of its own': () =>
    file(
      [image(1), prompt(2, 'a')],
      range(20_000).map((at) => [1, 2, 0, 1, at]),
    ),
  '20,000 nodes of one id, and as many twins of one link': () =>
    file(
      listOf(20_000, () => image(1)),
      listOf(20_000, () => link(7, 1, 1)),
    ),
  '2,000 nodes of one id whose 60,000 slots name the links': () =>
    file(
      listOf(2_000, (at) => ({
        ...image(1),
        inputs: listOf(30, (slot) => ({ name: 'x', link: at * 30 + slot })),
      })),
      range(60_000).map((at) => link(at, 2, 1, at % 30)),
    ),
  '150,000 things to mend': () =>
    file(
      [image(1), prompt(2, 'a')],
      range(150_000).map((at) => link(at, 3, 4)),
    ),
}

/** Refused, or read as any other. */
export const READ: Readonly<Record<string, () => string>> = {
  'lists 10,000,000 deep behind a long text': () =>
    `{"a":"${'x'.repeat(70_000)}","b":${'['.repeat(10_000_000)}`,
  'objects 1,000,000 deep': () => `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`,
  'lists 100,000 deep behind a text that does not end': () => `{"a":"\n${'['.repeat(100_000)}`,
  '10,000,000 lists': () => `{"tabs":[${'[],'.repeat(10_000_000)}1]}`,
  '10,000,000 commas': () => `{${','.repeat(10_000_000)}`,
  'garbage of 10 MB': () => `{${'a '.repeat(5_000_000)}`,
  '300,000 nodes': () => file(listOf(300_000, () => 0)),
}

/** Three scenes in two account tabs and a tab of B-roll, titled as people title them. For tests of naming. */
import { wire } from '../../src/workflow/wire.ts'
import {
  documentOf,
  dynamic,
  gate,
  image,
  prompt,
  reference,
  type TestTab,
  template,
  video,
} from './buildWorkflow.ts'

/**
 * Of scene `n`: `n`1 its prompt, `n`2 still, `n`3 gate, `n`4 prompt of the clip, `n`5 clip, `n`6 gate. Scene 2's prompt
 * is a template, filled by 7 (wardrobe, by way of the template 8) and 9 (light); scene 3 takes the light too.
 */
function account(name: string): TestTab {
  const nodes = [reference(1, 'avatar.png'), { ...prompt(7, 'a blue shirt'), title: 'Wardrobe' }]
  nodes.push(
    { ...template(8, 'wearing {wear}', ['wear']), title: 'Looks' },
    { ...prompt(9, 'soft'), title: 'Light – morning' },
  )
  const links = ['7 > 8.0', '8 > 21.0', '9 > 21.1', '9 > 31.0']
  for (const scene of [1, 2, 3]) {
    const id = scene * 10
    const still = `Scene 0${scene} image`
    const clip = `Scene 0${scene} video`
    nodes.push(
      scene === 1
        ? { ...prompt(id + 1, 'text'), title: `Prompt ${still}` }
        : {
            ...template(
              id + 1,
              scene === 2 ? '{looks} {light}' : '{light}',
              scene === 2 ? ['looks', 'light'] : ['light'],
            ),
            title: `Prompt ${still}`,
          },
      { ...image(id + 2), title: still },
      { ...gate(id + 3), title: `Approve ${still}` },
      { ...prompt(id + 4, 'text'), title: `Prompt ${clip}` },
      { ...video(id + 5), title: clip },
      { ...gate(id + 6), title: `Approve ${clip}` },
    )
    links.push(`${id + 1} > ${id + 2}.0`, `1 > ${id + 2}.1`, `${id + 2} > ${id + 3}.0`)
    links.push(`${id + 4} > ${id + 5}.0`, `${id + 3} > ${id + 5}.1`, `${id + 5} > ${id + 6}.0`)
  }
  return { name, nodes, links }
}

const broll: TestTab = {
  name: 'B-Roll, night: 1 and 2',
  nodes: [
    { ...dynamic(51, ['steam', 'leaves', 'hands']), title: 'Tea, one row each' },
    { ...image(52), title: 'B-roll tea' },
    { ...gate(53), title: 'Keep' },
    { ...prompt(54, 'nobody reads this'), title: 'Notes' },
    { ...prompt(55, 'a street'), title: 'Street' },
    image(56),
    { ...image(57), title: 'Mara & Jun, at the table' },
  ],
  links: ['51 > 52.0', '52 > 53.0', '55 > 56.0', '55 > 57.0'],
}

export const oneAccount = wire(documentOf(account('Account A'), broll))
export const twoAccounts = wire(documentOf(account('Account A'), account('Account B'), broll))

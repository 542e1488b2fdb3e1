// The small example: Larkmoor Tea, an invented hill garden. Three scenes; scene 02 is a template with three rows.
import { createGraph, workflowOf } from './graph.mjs'
import { addPrompt, addReference, addScene } from './sceneNodes.mjs'

/** Who is in the pictures: drawn, nobody real. */
export const grower = {
  avatar: 'avatar.png',
  look: {
    skin: '#d9a27c',
    hair: '#3b2a25',
    hairStyle: /** @type {const} */ ('bun'),
    shirt: '#66754f',
    background: '#dfe3d2',
  },
}

const wardrobe =
  'a moss-green linen shirt with the sleeves rolled up, dark hair in a loose bun, a thin leather cord with a small brass tea scoop around her neck'

const stillTexts = {
  first:
    'Vertical smartphone photograph in natural early morning light. The woman from the reference picture stands between two rows of waist-high tea bushes on a steep hillside, a flat bamboo basket on her left hip, looking straight into the lens with the beginning of a smile. She wears a casual top, dark hair in a loose bun. Fog lies in the valley behind her, dew hangs on the leaves in the foreground. Skin with pores and fine lines, no retouching. Framing from the hips up, casual, as if a friend had taken it. Nobody else in the picture, no lettering anywhere.',
  second:
    'Vertical smartphone photograph, soft daylight from a window on the left. The woman from the reference picture, wearing {wardrobe}, leans on a worn wooden counter and holds {tin} towards the camera at chest height, lid open, both hands visible with five fingers each. Behind her a shelf with plain paper bags, slightly out of focus. Honest skin, relaxed shoulders, eyes on the lens. No lettering except on the tin.',
  third:
    'Vertical smartphone photograph at dusk. The woman from the reference picture sits on the doorstep of a small packing shed, wearing a thick oatmeal cardigan over her moss-green shirt, wrapping a box in brown paper on her knees. A flickering lantern beside her throws warm light on her face from below right; the sky behind the hills is still blue. Quiet, tired, content. Loose strands of hair, real hands with tea-stained fingertips. Framing from the knees up, no lettering.',
}

const tins = [
  'a round tin of smoked black tea with a plain charcoal-grey label',
  'a tall tin of green mountain tea with a pale blue paper band',
  'a small tin of spiced autumn tea with a forbidden mushroom painted on its lid',
]

const clipTexts = [
  'She shifts the basket on her hip, looks into the lens and says in a calm, low voice: "Good tea is patient work. We pick two leaves and a bud, only before nine, while the dew is still on them." Handheld, slight sway, birds and wind, no music, no captions.',
  'She tilts the open tin towards the camera, breathes in, smiles and says: "This one is my favourite of the season. Open the tin, breathe in slowly, and tell me what you think of first." Small natural gestures, room tone, no music, no captions.',
  'She folds the last corner of the paper, looks up and says: "Every box is packed by hand, on the evening it is ordered. If you ever pass our hill, come in for a cup." The light moves a little on her face, crickets, no music, no captions.',
]

/** Ten generations: scene 01 and 03 a still and a clip each, scene 02 three of each. */
export function teaWorkflow() {
  const graph = createGraph()
  const avatar = addReference(graph, { title: 'Avatar', pos: [40, 60], path: grower.avatar })
  const prompts = [
    addPrompt(graph, { title: 'Prompt scene 01 image', pos: [420, 60], text: stillTexts.first }),
    templatePrompt(graph),
    addPrompt(graph, { title: 'Prompt scene 03 image', pos: [420, 1300], text: stillTexts.third }),
  ]
  for (const [index, imagePrompt] of prompts.entries()) {
    addScene(graph, {
      number: index + 1,
      top: 60 + index * 620,
      imagePrompt,
      videoText: clipTexts[index] ?? '',
      references: [avatar],
    })
  }
  return workflowOf('TEAS1-V0-1', [graph.toTab('Mainbody', 7)])
}

/** @param {import('./graph.mjs').Graph} graph */
function templatePrompt(graph) {
  const template = addPrompt(graph, {
    title: 'Prompt scene 02 image',
    pos: [420, 680],
    text: stillTexts.second,
    placeholders: ['wardrobe', 'tin'],
  })
  const clothes = addPrompt(graph, {
    title: 'Wardrobe',
    pos: [20, 560],
    text: wardrobe,
    variableName: 'wardrobe',
  })
  const tin = addPrompt(graph, {
    title: 'Tins, one row each',
    pos: [20, 840],
    text: '',
    rows: tins,
    variableName: 'tin',
  })
  graph.link(clothes, template, 'wardrobe')
  graph.link(tin, template, 'tin')
  return template
}

// The eight scenes of the large example: what is seen, and 20 to 24 spoken words each. Two of the prompts are JSON documents.

/**
 * @typedef {import('./studio.mjs').Presenter} Presenter
 * @typedef {object} StudioScene
 * @property {(presenter: Presenter) => string} still
 * @property {string} action
 * @property {(presenter: Presenter) => string} line
 */

/**
 * @param {Presenter} presenter
 * @param {string} doing
 */
function photograph(presenter, doing) {
  return `Vertical smartphone photograph, available light, nothing staged. ${presenter.who[0]?.toUpperCase()}${presenter.who.slice(1)}, wearing ${presenter.wardrobe}, ${doing} The place is ${presenter.room}. Eyes on the lens, natural skin with pores, hands with five fingers each and a little dirt under the nails. Slightly off-centre framing from the waist up. No lettering, nobody else in the picture.`
}

/**
 * @param {Presenter} presenter
 * @param {{ doing: string, light: string, objects: string[] }} shot
 */
function shotDocument(presenter, { doing, light, objects }) {
  return JSON.stringify({
    format: { ratio: '9:16', look: 'smartphone photograph, nothing staged' },
    subject: { who: presenter.who, wearing: presenter.wardrobe, doing },
    place: { room: presenter.room, light, objects },
    camera: { height: 'chest', distance_m: 1.4, tilt_degrees: -3 },
    avoid: ['lettering', 'extra fingers', 'second person', 'studio lighting', 'plastic skin'],
  })
}

/** @type {StudioScene[]} */
export const studioScenes = [
  {
    still: (presenter) =>
      photograph(
        presenter,
        'holds a scratched wooden chair with one broken rung up to the camera and raises one eyebrow.',
      ),
    action: 'Turns the chair over, taps the broken rung',
    line: ({ name }) =>
      `Hi, I am ${name}. Somebody threw this chair away last night. Give me eight short minutes and you will want it back.`,
  },
  {
    still: (presenter) =>
      photograph(
        presenter,
        'points with a pencil at a white ring that a hot cup has left on an oak table top.',
      ),
    action: 'Draws a circle around the white ring with one finger',
    line: () =>
      'This white ring is not damage. It is only water sitting in the wax, and it leaves again if you are patient.',
  },
  {
    still: (presenter) =>
      shotDocument(presenter, {
        doing:
          'lays three sheets of sandpaper side by side on the bench, coarse to fine, fingers spread over the middle one',
        light: 'window from the left, no flash',
        objects: ['worn workbench', 'cork sanding block', 'jar of brushes'],
      }),
    action: 'Lifts the three sheets one after the other',
    line: () =>
      'You need three papers and no more. Eighty to flatten, one twenty to calm it down, two forty to make it feel alive.',
  },
  {
    still: (presenter) =>
      photograph(
        presenter,
        'sands a table edge with a cork block, fine dust in the air, head turned to the camera.',
      ),
    action: 'Stops sanding, blows the dust off the edge',
    line: () =>
      'Always go with the grain, never across it. The wood forgets a slow hand, but it remembers every hurried one for years.',
  },
  {
    still: (presenter) =>
      photograph(presenter, 'pours a small pool of golden oil from an unmarked bottle onto bare walnut.'),
    action: 'Spreads the oil with a folded rag, the grain turns dark',
    line: () =>
      'Watch this part, because it is the reason I do it. One spoon of oil, and forty years come back at once.',
  },
  {
    still: (presenter) =>
      shotDocument(presenter, {
        doing: 'holds a balled-up oily rag over an open metal bucket of water, arm stretched, serious face',
        light: 'overcast daylight from behind the camera',
        objects: ['zinc bucket with water', 'half-oiled table top', 'folded rags'],
      }),
    action: 'Drops the rag into the bucket, shakes the water off',
    line: () =>
      'Please never throw an oily rag in the bin. It warms up by itself, so it goes into water first, every time.',
  },
  {
    still: (presenter) =>
      photograph(
        presenter,
        'sits backwards on the repaired chair, arms folded on its back, a wide unguarded grin.',
      ),
    action: 'Rocks once on the chair to show that it holds',
    line: () =>
      'No screws, no filler, just glue and one evening of waiting. Sit on it, jump on it, it will outlive both of us.',
  },
  {
    still: (presenter) =>
      photograph(
        presenter,
        'switches off a work lamp with one hand and waves with the other, the finished table behind.',
      ),
    action: 'Reaches for the lamp, looks back over one shoulder',
    line: () =>
      'What is standing in your cellar, waiting for you? Send me a picture of it, and next week we start with the worst one.',
  },
]

// The large example: Hollowoak, an invented furniture workshop. Five accounts × eight scenes × (still + clip) = 80 generations.
// The tabs differ in avatar, name, wardrobe and room only, and share all node ids, as after copying a tab.
import { createGraph, workflowOf } from './graph.mjs'
import { addPrompt, addReference, addScene } from './sceneNodes.mjs'
import { studioScenes } from './studioScenes.mjs'

/**
 * @typedef {object} Presenter
 * @property {string} account
 * @property {string} name
 * @property {string} avatar
 * @property {string} who
 * @property {string} wardrobe
 * @property {string} room
 * @property {import('./portrait.mjs').Look} look
 */

/** @type {Presenter[]} */
export const presenters = [
  {
    account: 'Account A',
    name: 'Mara',
    avatar: 'avatar-mara.png',
    who: 'the woman from the reference picture, around thirty',
    wardrobe: 'a faded denim apron over a white ribbed T-shirt',
    room: 'a garage workshop with a roller door half open to a rainy street',
    look: { skin: '#e6b795', hair: '#7a4a2b', hairStyle: 'long', shirt: '#5a7690', background: '#d5dde3' },
  },
  {
    account: 'Account B',
    name: 'Teodor',
    avatar: 'avatar-teodor.png',
    who: 'the man from the reference picture, around fifty, short grey-brown beard',
    wardrobe: 'a rust-coloured flannel shirt with sawdust on the sleeves',
    room: 'an old barn with light falling through the boards',
    look: { skin: '#d8a684', hair: '#5f554d', hairStyle: 'beard', shirt: '#a4553a', background: '#e6dccb' },
  },
  {
    account: 'Account C',
    name: 'Ife',
    avatar: 'avatar-ife.png',
    who: 'the woman from the reference picture, around forty',
    wardrobe: 'a mustard work jacket with a pencil in the chest pocket',
    room: 'a bright attic with a sloping ceiling and a single skylight',
    look: { skin: '#7c4d33', hair: '#241a17', hairStyle: 'curls', shirt: '#c4942f', background: '#ece3d0' },
  },
  {
    account: 'Account D',
    name: 'Jun',
    avatar: 'avatar-jun.png',
    who: 'the man from the reference picture, in his twenties',
    wardrobe: 'a charcoal sweatshirt with pushed-up sleeves and a canvas tool belt',
    room: 'a narrow basement workshop with tools on white pegboard',
    look: { skin: '#e3b98f', hair: '#1f1b1d', hairStyle: 'short', shirt: '#4a4d52', background: '#d9d8d4' },
  },
  {
    account: 'Account E',
    name: 'Solveig',
    avatar: 'avatar-solveig.png',
    who: 'the woman from the reference picture, around sixty',
    wardrobe: 'a sea-green wool jumper under an oiled canvas apron',
    room: 'a boathouse with a wide door open to the water',
    look: { skin: '#edc7ab', hair: '#cfc4b4', hairStyle: 'bun', shirt: '#4f8077', background: '#d3e0de' },
  },
]

export function studioWorkflow() {
  return workflowOf('STUG1-V0-1', presenters.map(accountTab))
}

/**
 * @param {Presenter} presenter
 * @param {number} index
 */
function accountTab(presenter, index) {
  const graph = createGraph()
  const avatar = addReference(graph, {
    title: `Avatar ${presenter.name}`,
    pos: [40, 60],
    path: presenter.avatar,
  })
  for (const [position, scene] of studioScenes.entries()) {
    const top = 60 + position * 620
    const number = position + 1
    const imagePrompt = addPrompt(graph, {
      title: `Prompt scene ${String(number).padStart(2, '0')} image`,
      pos: [420, top],
      text: scene.still(presenter),
    })
    addScene(graph, { number, top, imagePrompt, videoText: clipText(scene, presenter), references: [avatar] })
  }
  return graph.toTab(`${presenter.account} ${presenter.name}`, 12 + index)
}

/**
 * @param {import('./studioScenes.mjs').StudioScene} scene
 * @param {Presenter} presenter
 */
function clipText({ action, line }, presenter) {
  return `${action} and says, in an everyday voice: "${line(presenter)}" Handheld phone video, slight movement, the sounds of the room, no music, no captions.`
}

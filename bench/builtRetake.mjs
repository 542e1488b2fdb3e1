// The parts of Retake that are measured, from dist/: what users run. Types come from the sources they were built from.

/** @param {string} path Below dist/. */
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href)

/** @type {typeof import('../src/app.ts')} */
const app = await built('src/app.js')
/** @type {typeof import('../src/commands/list.ts')} */
const list = await built('src/commands/list.js')
/** @type {typeof import('../src/backends/glabs/glabs.ts')} */
const glabs = await built('src/backends/glabs/glabs.js')
/** @type {typeof import('../sim/plainPictures.ts')} */
const pictures = await built('sim/plainPictures.js')
/** @type {typeof import('../sim/startSim.ts')} */
const sim = await built('sim/startSim.js')

export const { openApp } = app
export const { COMMANDS } = list
export const { createGlabsBackend } = glabs
export const { plainStill, plainClip } = pictures
export const { startSim } = sim

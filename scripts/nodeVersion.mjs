// Whether this Node can run Retake. Plain syntax on purpose: an old Node has to get as far as the sentence.

/**
 * @param {string} version As `process.versions.node` spells it.
 * @returns {string | null} What to say to somebody whose Node is too old.
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return null
  return `Retake needs Node 20.19 or newer; this is Node ${version}. Get one at https://nodejs.org.`
}

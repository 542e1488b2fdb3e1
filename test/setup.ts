/** Property tests look for new cases on every run here; on CI they repeat the same ones, so that its answer is about the change. */
import fc from 'fast-check'

if (process.env.CI) fc.configureGlobal({ seed: 20261123 })

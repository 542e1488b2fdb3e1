// Where the development tools' own programs are: each is started by this Node, without a shell and without npx.

/** Paths relative to the project's folder. */
export const programs = {
  biome: 'node_modules/@biomejs/biome/bin/biome',
  knip: 'node_modules/knip/bin/knip.js',
  rules: 'scripts/rules.mjs',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
}

/** The form of `--help`: each verb with an example; and one line, not a page, for a wrong command line. */
import type { Command as Program } from 'commander'

/**
 * Before verbs are added: they inherit it.
 * @param examples verb → a command line that does something useful
 */
export function formatHelp(program: Program, examples: Readonly<Record<string, string>>): void {
  program
    .configureHelp({
      subcommandTerm: (verb) => [verb.name(), ...verb.registeredArguments.map(argumentTerm)].join(' '),
      subcommandDescription: (verb) => {
        const example = examples[verb.name()]
        const what = verb.summary() || verb.description()
        return example === undefined ? what : `${what}\n${example}`
      },
    })
    // Errors are printed where all others are, in their form.
    .configureOutput({ outputError: () => {} })
}

function argumentTerm(argument: Program['registeredArguments'][number]): string {
  const word = `${argument.name()}${argument.variadic ? '...' : ''}`
  return argument.required ? `<${word}>` : `[${word}]`
}

/** A verb's schema as flags and arguments of a command line, and back. */
import { InvalidArgumentError, Option, type Command as Program } from 'commander'
import { z } from 'zod'
import type { Command } from '../commands/command.ts'
import { RetakeError } from '../errors.ts'

interface Field {
  readonly type?: 'string' | 'number' | 'integer' | 'boolean' | 'array'
  readonly enum?: readonly string[]
  readonly description?: string
}

export function addFlags<Input, Output>(verb: Program, command: Command<Input, Output>): void {
  const { fields, required } = fieldsOf(command)
  for (const name of command.positional) {
    const { type, description = '' } = fields[name]!
    const word = type === 'array' ? `${name}...` : name
    verb.argument(required.has(name) ? `<${word}>` : `[${word}]`, description)
  }
  for (const [name, field] of Object.entries(fields)) {
    if (!command.positional.includes(name)) verb.addOption(optionOf(name, field))
  }
}

/** @throws RetakeError `usage` for a value that the schema does not take */
export function readInput<Input, Output>(verb: Program, command: Command<Input, Output>): Input {
  const given: Record<string, unknown> = {}
  for (const [at, name] of command.positional.entries()) given[name] = verb.processedArgs[at]
  const { fields } = fieldsOf(command)
  for (const [name, value] of Object.entries(verb.opts())) {
    if (name in fields) given[name] = value
  }
  const parsed = command.input.safeParse(
    Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  )
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const flag = flagOf(String(issue?.path[0] ?? ''))
  throw new RetakeError('usage', `${flag}: ${issue?.message}.`, {
    next: `See "retake ${command.name} --help".`,
  })
}

function fieldsOf<Input, Output>({ input }: Command<Input, Output>) {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input' })
  return { fields: properties as Record<string, Field>, required: new Set(required) }
}

function optionOf(name: string, { type, enum: choices, description = '' }: Field): Option {
  const flag = flagOf(name)
  if (type === 'boolean') return new Option(flag, description)
  if (type === 'array') return new Option(`${flag} <list...>`, description)
  if (choices !== undefined) return new Option(`${flag} <choice>`, description).choices(choices)
  if (type === 'string') return new Option(`${flag} <${name === 'out' ? 'folder' : 'text'}>`, description)
  return new Option(`${flag} <number>`, description).argParser((text) => {
    const number = Number(text)
    if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It is not a number.')
    return number
  })
}

function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

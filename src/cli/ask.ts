/** A question on the terminal; anything but a plain yes is a no. */
export async function askOnTerminal(question: string): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: question, output: process.stderr, initialValue: false })) === true
}

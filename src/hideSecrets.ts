/** Keys in what a service says back: taken out before anybody reads, stores or prints it. */

/** What is shorter is no key, and would be found in any text. */
const LEAST_CHARACTERS = 8

/** @returns a text without these secrets: as they are, and as JSON and URLs write them. JSON stays JSON. */
export function hideSecrets(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== undefined && secret.length >= LEAST_CHARACTERS)
    .flatMap((secret) => [secret!, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret!)])
  const plain = (text: string) => forms.reduce((rest, form) => rest.replaceAll(form, '***'), text)
  return (text) => {
    if (!forms.some((form) => text.includes(form))) return text
    try {
      // A key of digits only could stand in a number.
      return JSON.stringify(
        JSON.parse(text, (_, value) => (typeof value === 'string' ? plain(value) : value)),
      )
    } catch {
      return plain(text)
    }
  }
}

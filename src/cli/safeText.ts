/** Texts of strangers on a terminal: control characters could move the cursor or forge a line. */
export function safeText(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�')
}

/** On one line, at most so many characters. */
export function oneLine(text: string, most: number): string {
  const line = safeText(text.replace(/\s+/g, ' ').trim())
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}

/** An address where nothing listens: a port that was free a moment ago. (Ports like 9 never leave `fetch`.) */

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'

export async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

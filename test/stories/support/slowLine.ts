/** A line to a server on loopback that passes on only so many bytes a second upward. */
import { connect as connectTo, createServer, type Socket } from 'node:net'
import { Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

export interface SlowLine {
  /** In place of the server's own. */
  readonly endpoint: string
  /** From now on, on open connections too. */
  setSpeed(bytesPerSecond: number): void
  close(): Promise<void>
}

const PIECE_BYTES = 64 * 1024

export async function slowLine(endpoint: string, bytesPerSecond: number): Promise<SlowLine> {
  const { hostname, port } = new URL(endpoint)
  let speed = bytesPerSecond
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    const upward = connectTo(Number(port), hostname)
    for (const end of [socket, upward]) {
      sockets.add(end)
      end.on('close', () => sockets.delete(end))
      end.on('error', () => {
        socket.destroy()
        upward.destroy()
      })
    }
    socket.pipe(throttle(() => speed)).pipe(upward)
    upward.pipe(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const ownPort = typeof address === 'object' && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${ownPort}`,
    setSpeed: (next) => {
      speed = next
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function throttle(speed: () => number): Transform {
  return new Transform({
    async transform(chunk: Buffer, _encoding, done) {
      for (let from = 0; from < chunk.byteLength; from += PIECE_BYTES) {
        const piece = chunk.subarray(from, from + PIECE_BYTES)
        const waitMs = (piece.byteLength / speed()) * 1000
        if (waitMs > 1) await pause(waitMs)
        this.push(piece)
      }
      done()
    },
  })
}

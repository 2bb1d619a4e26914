import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { clientFrame, createCutter } from './frames.ts'

/** A WebSocket of the load generator on a bare TCP socket: a tenth of what a full client costs. */
export interface LoadSocket {
  /** One frame, or frames that `clientFrame` made. */
  send(text: string | Buffer): void
  cut(): void
  /** Stops and resumes reading. */
  pause(): void
  resume(): void
}

export interface LoadSocketParts {
  url: string
  token: string
  /** Where its WebSockets are; the product's where absent. */
  path?: string
  /** Local address: one has 28,000 ports at most. */
  from?: string
  onFrame(body: Buffer): void
  onClose?(): void
}

const HEAD_END = '\r\n\r\n'

/** Resolves when the server has accepted the upgrade; rejects with its status line when it has not. */
export const openSocket = ({
  url,
  token,
  path = '/v1/socket',
  from,
  onFrame,
  onClose,
}: LoadSocketParts): Promise<LoadSocket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const socket: Socket = connect({ host: hostname, port: Number(port), ...(from && { localAddress: from }) })
    socket.setNoDelay(true)
    let head = ''
    const cut = createCutter(onFrame)
    const onHead = (chunk: Buffer): void => {
      head += chunk.toString('latin1')
      const end = head.indexOf(HEAD_END)
      if (end === -1) return
      if (!head.startsWith('HTTP/1.1 101')) {
        socket.destroy()
        return reject(new Error(head.slice(0, head.indexOf('\r\n'))))
      }
      socket.off('data', onHead)
      socket.on('data', cut)
      const rest = head.slice(end + HEAD_END.length)
      resolve({
        send: (text) => void socket.write(typeof text === 'string' ? clientFrame(text) : text),
        cut: () => socket.destroy(),
        pause: () => void socket.pause(),
        resume: () => void socket.resume(),
      })
      if (rest !== '') cut(Buffer.from(rest, 'latin1'))
    }
    socket.on('data', onHead)
    socket.on('error', reject)
    socket.on('close', () => onClose?.())
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Protocol: tabdesk.v1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    )
  })

import type { ServerFrame } from './wire.ts'

/** What a page reads of a frame without looking first; the rest may be left out. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'object'>>>> = {
  welcome: { principal: 'object', heartbeatMs: 'number', conversations: 'object' },
  ack: { cid: 'string', conversation: 'string', seq: 'number' },
  nack: { code: 'string' },
  event: { conversation: 'string', seq: 'number', kind: 'string', from: 'object' },
  suggestion: { conversation: 'string', suggestions: 'object' },
  completion: { conversation: 'string', items: 'object' },
  context: { conversation: 'string', card: 'object' },
  status: { conversation: 'string', state: 'string' },
  typing: { conversation: 'string', by: 'object' },
  receipt: { conversation: 'string', by: 'string' },
}

/** A frame of the server; undefined for what is none, or lacks what its type needs. Types that are not known pass. */
export const frameOf = (text: string): ServerFrame | undefined => {
  try {
    const frame: unknown = JSON.parse(text)
    if (typeof frame !== 'object' || frame === null || !('type' in frame)) return undefined
    const has = frame as Record<string, unknown>
    const needed = Object.entries(NEEDED[String(frame.type)] ?? {})
    return needed.every(([key, kind]) => has[key] !== null && typeof has[key] === kind)
      ? (frame as ServerFrame)
      : undefined
  } catch {
    return undefined
  }
}

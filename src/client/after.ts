import type { ConnectionParts } from './connection.ts'

export const after: ConnectionParts['after'] = (ms, then) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

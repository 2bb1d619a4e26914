/** Where a Redis is: one server, or nodes by which a cluster is found. */
export interface RedisAddress {
  /** Each with its scheme, user and password. */
  nodes: string[]
  cluster: boolean
}

/**
 * `redis://[user:password@]host:port[/database]`, `rediss://` for TLS. Several, separated by commas, are nodes of a cluster (those
 * without a scheme have scheme, user and password of the first); `?cluster=1` says so of one. Undefined for anything else, and for
 * a database number in a cluster, which has only one.
 */
export const parseRedisAddress = (text: string): RedisAddress | undefined => {
  const [address = '', query = '', ...rest] = text.split('?')
  if (rest.length > 0 || (query !== '' && query !== 'cluster=1')) return undefined
  const parts = address.split(',').map((part) => part.trim())
  const [first = ''] = parts
  const start = /^rediss?:\/\/(?:[^@/]*@)?/.exec(first)?.[0]
  if (start === undefined) return undefined
  const nodes = parts.map((part) => (part.includes('://') ? part : `${start}${part}`))
  const cluster = nodes.length > 1 || query !== ''
  return nodes.every((node) => isServer(node, cluster)) ? { nodes, cluster } : undefined
}

const isServer = (node: string, cluster: boolean): boolean => {
  if (!URL.canParse(node)) return false
  const { protocol, hostname, pathname } = new URL(node)
  if (!['redis:', 'rediss:'].includes(protocol) || hostname === '') return false
  return cluster ? ['', '/'].includes(pathname) : /^\/?\d*$/.test(pathname)
}

import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { type RedisServer, startRedis } from './redis-server.ts'

const CLIENT = '/usr/bin/redis-cli'

export interface RedisCluster {
  /** All nodes, with commas between them. */
  url: string
  nodes: RedisServer[]
  close(): Promise<void>
}

/** Three masters without replicas on loopback, as `redis-cli --cluster create` joins them. */
export const startRedisCluster = async (): Promise<RedisCluster> => {
  const nodes: RedisServer[] = []
  for (let n = 0; n < 3; n++) {
    // By default ten thousand above the port, which may lie beyond the last.
    const busPort = await freePort()
    nodes.push(
      await startRedis([
        ...['--cluster-enabled', 'yes', '--cluster-port', String(busPort)],
        ...['--cluster-node-timeout', '2000', '--appendonly', 'yes'],
      ]),
    )
  }
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
  execFileSync(CLIENT, ['--cluster', 'create', ...addresses, '--cluster-replicas', '0', '--cluster-yes'], {
    stdio: 'ignore',
  })
  while (!nodes.every(({ ask }) => ask('cluster', 'info').includes('cluster_state:ok'))) await sleep(50)
  return {
    url: nodes.map(({ url }) => url).join(','),
    nodes,
    close: async () => {
      await Promise.all(nodes.map(({ close }) => close()))
    },
  }
}

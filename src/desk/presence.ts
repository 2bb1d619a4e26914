import type { SharedAgent } from '../ports/bus.ts'

export type PresenceStatus = 'online' | 'busy' | 'away' | 'offline'

export interface AgentPresence {
  agent: string
  name: string
  status: PresenceStatus
  /** Chats at once. */
  capacity: number
  /** Chats held now. */
  held: number
}

export interface Presence {
  set(tenant: string, agent: string, name: string, change: { status?: PresenceStatus; capacity?: number }): void
  /** A socket of the agent opened or closed; the last one closed means offline. */
  connected(tenant: string, agent: string, name: string): void
  disconnected(tenant: string, agent: string): void
  /** The agent took or left a chat; `name` is theirs where they have not been here themselves. */
  holds(tenant: string, agent: string, change: 1 | -1, name?: string): void
  of(tenant: string): AgentPresence[]
  isOffline(tenant: string, agent: string): boolean
  /** Name of an agent who has been here since the start. */
  agentName(tenant: string, agent: string): string | undefined
  capacity(tenant: string): { free: number; agents: number }
  /** Those whose sockets are here, of all tenants. */
  shared(): SharedAgent[]
  /** Those whose sockets are at other processes, all of them; returns the tenants where that changes something. */
  elsewhere(agents: readonly SharedAgent[]): string[]
}

/** Who is at the desk. Kept in memory: sockets come back after a restart and say it again. What an agent says here counts before what they said elsewhere. */
export const createPresence = (defaultCapacity: number): Presence => {
  const tenants = new Map<string, Map<string, AgentPresence & { sockets: number }>>()
  const entry = (tenant: string, agent: string, name?: string) => {
    const desk = tenants.get(tenant) ?? new Map()
    tenants.set(tenant, desk)
    const known = desk.get(agent) ?? {
      agent,
      name: name ?? agent,
      status: 'offline',
      capacity: defaultCapacity,
      held: 0,
      sockets: 0,
    }
    if (name !== undefined) known.name = name
    desk.set(agent, known)
    return known
  }
  let others = new Map<string, Map<string, SharedAgent>>()
  const of = (tenant: string): AgentPresence[] => {
    const away = others.get(tenant)
    const known = [...(tenants.get(tenant)?.values() ?? [])].map(({ sockets, ...own }) => {
      const other = sockets === 0 ? away?.get(own.agent) : undefined
      return other === undefined ? own : { ...own, name: other.name, status: other.status, capacity: other.capacity }
    })
    const here = tenants.get(tenant)
    const unknown = [...(away?.values() ?? [])].filter(({ agent }) => here?.has(agent) !== true)
    return [...known, ...unknown.map(({ tenant: _, ...other }) => ({ ...other, held: 0 }))]
  }
  return {
    set: (tenant, agent, name, { status, capacity }) => {
      const known = entry(tenant, agent, name)
      if (status !== undefined) known.status = status
      if (capacity !== undefined) known.capacity = capacity
    },
    connected: (tenant, agent, name) => {
      const known = entry(tenant, agent, name)
      known.sockets += 1
      if (known.status === 'offline') known.status = 'online'
    },
    disconnected: (tenant, agent) => {
      const known = entry(tenant, agent)
      known.sockets = Math.max(0, known.sockets - 1)
      if (known.sockets === 0) known.status = 'offline'
    },
    holds: (tenant, agent, change, name) => {
      const known = entry(tenant, agent)
      if (name !== undefined && known.name === agent) known.name = name
      known.held = Math.max(0, known.held + change)
    },
    of,
    isOffline: (tenant, agent) => {
      const own = tenants.get(tenant)?.get(agent)
      const other = own !== undefined && own.sockets > 0 ? undefined : others.get(tenant)?.get(agent)
      return ((other ?? own)?.status ?? 'offline') === 'offline'
    },
    agentName: (tenant, agent) => tenants.get(tenant)?.get(agent)?.name ?? others.get(tenant)?.get(agent)?.name,
    shared: () =>
      [...tenants].flatMap(([tenant, desk]) =>
        [...desk.values()]
          .filter(({ sockets }) => sockets > 0)
          .map(({ agent, name, status, capacity }) => ({ tenant, agent, name, status, capacity })),
      ),
    elsewhere: (agents) => {
      const before = others
      others = new Map()
      for (const one of agents) {
        const desk = others.get(one.tenant) ?? new Map<string, SharedAgent>()
        others.set(one.tenant, desk.set(one.agent, one))
      }
      const told = (desk: Map<string, SharedAgent> | undefined): string => JSON.stringify([...(desk?.values() ?? [])])
      return [...new Set([...before.keys(), ...others.keys()])].filter(
        (tenant) => told(before.get(tenant)) !== told(others.get(tenant)),
      )
    },
    capacity: (tenant) => {
      const online = of(tenant).filter(({ status }) => status === 'online')
      return {
        agents: online.length,
        free: online.reduce((sum, { capacity, held }) => sum + Math.max(0, capacity - held), 0),
      }
    },
  }
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  suggestion(outcome: string): void
  botReply(outcome: 'answered' | 'clarified' | 'handoff'): void
  /** Seconds by stage of a turn. */
  turn(stage: string, seconds: number): void
  meshRequest(source: string, outcome: string, seconds: number): void
  meshShared(): void
  /** How a part of a card came about: `memory`, `redis`, `refreshing`, `asked`. */
  meshPart(part: string, outcome: string): void
  meshHedge(source: string): void
  meshShed(source: string, priority: string): void
  /** Read at each scrape: of each source whether it is left alone, and how many calls it gets at once now. */
  meshSources(read: () => MeshSourceGauges[]): void
  /** One call to an endpoint, or the end of trying: `delivered`, `failed`, `dead`. */
  webhookCall(outcome: string): void
  /** Read at each scrape. */
  webhooks(read: () => WebhookGauges): void
  text(): Promise<{ contentType: string; text: string }>
}

export interface MeshSourceGauges {
  source: string
  open: boolean
  limit?: number
}

export interface WebhookGauges {
  waiting: number
  dead: number
  paused: number
}

export interface Gauges {
  sockets(): number
  queued(): number
  turnsWaiting(): number
  passages(): number
  remembered(): number
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Everything at /metrics; labels are of small, fixed sets. */
export const createMetrics = (info: { version: string; model: string }, gauges: Gauges): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const gauge = (name: string, help: string, read: () => number): void =>
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('tabdesk_ws_connections', 'Open sockets', gauges.sockets)
  gauge('tabdesk_queue_depth', 'Conversations that wait for a person', gauges.queued)
  gauge('tabdesk_turns_waiting', 'Turns that wait for the models', gauges.turnsWaiting)
  gauge('tabdesk_understandings_remembered', 'Texts that need not be understood again', gauges.remembered)
  gauge('tabdesk_index_passages', 'Passages that can be found', gauges.passages)
  new Gauge({ name: 'tabdesk_build_info', help: 'Version of the program', labelNames: ['version'], registers }).set(
    { version: info.version },
    1,
  )
  new Gauge({ name: 'tabdesk_model_info', help: 'Fingerprint of the encoder', labelNames: ['model'], registers }).set(
    { model: info.model },
    1,
  )
  const suggestions = new Counter({
    name: 'tabdesk_suggestions_total',
    help: 'What became of suggestions',
    labelNames: ['outcome'],
    registers,
  })
  const replies = new Counter({
    name: 'tabdesk_bot_replies_total',
    help: 'What the bot said',
    labelNames: ['outcome'],
    registers,
  })
  const turns = new Histogram({
    name: 'tabdesk_turn_duration_seconds',
    help: 'Stages of a turn',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  })
  const upstream = new Counter({
    name: 'tabdesk_mesh_upstream_requests_total',
    help: 'Calls upstream',
    labelNames: ['source', 'outcome'],
    registers,
  })
  const upstreamSeconds = new Histogram({
    name: 'tabdesk_mesh_upstream_duration_seconds',
    help: 'Calls upstream',
    labelNames: ['source'],
    buckets: SECONDS,
    registers,
  })
  const shared = new Counter({
    name: 'tabdesk_mesh_singleflight_shared_total',
    help: 'Reads that joined a call already in flight',
    registers,
  })
  const parts = new Counter({
    name: 'tabdesk_mesh_card_parts_total',
    help: 'Parts of cards by the tier that they came from',
    labelNames: ['part', 'tier'],
    registers,
  })
  const hedges = new Counter({
    name: 'tabdesk_mesh_hedges_total',
    help: 'Second attempts of reads that took longer than nineteen in twenty',
    labelNames: ['source'],
    registers,
  })
  const shed = new Counter({
    name: 'tabdesk_mesh_shed_total',
    help: 'Reads that were turned away because too many waited',
    labelNames: ['source', 'priority'],
    registers,
  })
  const webhookCalls = new Counter({
    name: 'tabdesk_webhook_calls_total',
    help: 'What became of calls to webhooks',
    labelNames: ['outcome'],
    registers,
  })
  return {
    suggestion: (outcome) => suggestions.inc({ outcome }),
    botReply: (outcome) => replies.inc({ outcome }),
    turn: (stage, seconds) => turns.observe({ stage }, seconds),
    meshRequest: (source, outcome, seconds) => {
      upstream.inc({ source, outcome })
      upstreamSeconds.observe({ source }, seconds)
    },
    meshShared: () => shared.inc(),
    meshPart: (part, tier) => parts.inc({ part, tier }),
    meshHedge: (source) => hedges.inc({ source }),
    meshShed: (source, priority) => shed.inc({ source, priority }),
    meshSources: (read) => {
      const each = (name: string, help: string, value: (gauges: MeshSourceGauges) => number | undefined): void =>
        void new Gauge({
          name,
          help,
          labelNames: ['source'],
          registers,
          collect() {
            this.reset()
            for (const gauges of read()) {
              const shown = value(gauges)
              if (shown !== undefined) this.set({ source: gauges.source }, shown)
            }
          },
        })
      each('tabdesk_mesh_breaker_open', '1 while a source is left alone after failures', ({ open }) => (open ? 1 : 0))
      each('tabdesk_mesh_concurrency_limit', 'Calls that a source gets at once now', ({ limit }) => limit)
    },
    webhookCall: (outcome) => webhookCalls.inc({ outcome }),
    webhooks: (read) => {
      gauge('tabdesk_webhook_deliveries_waiting', 'Events on their way to webhooks', () => read().waiting)
      gauge('tabdesk_webhook_deliveries_dead', 'Events that no webhook took in a day', () => read().dead)
      gauge('tabdesk_webhooks_paused', 'Webhooks that are told nothing', () => read().paused)
    },
    text: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  }
}

import { Refusal } from '../domain/errors.ts'
import type { Delivery, DeliveryState, ReplayOf, Webhook, WebhookKind } from '../domain/webhook.ts'
import { kindOfAddress } from '../lib/inner-address.ts'
import type { WebhookBook } from '../ports/webhooks.ts'

/** Endpoints of one tenant. */
const MOST_OF_TENANT = 20
/** Milliseconds for which the secret before still signs beside the new one: a day to hand the new one out. */
const OLD_SECRET_MS = 24 * 3_600_000
const PAUSED = { is: 'paused', reason: 'paused by hand' } as const

/** As administrators see it: the secret is shown once, when it is made. */
export type ShownWebhook = Omit<Webhook, 'tenant' | 'secrets'>

export interface WebhookWish {
  url: string
  kinds: WebhookKind[]
  content: boolean
}

export interface Registry {
  list(tenant: string): Promise<ShownWebhook[]>
  /** @throws Refusal bad_input for a URL that cannot be called, conflict for one too many */
  create(tenant: string, wish: WebhookWish): Promise<ShownWebhook & { secret: string }>
  change(
    tenant: string,
    id: string,
    wish: Partial<WebhookWish> & { state?: Webhook['state'] | undefined; rotate?: boolean | undefined },
  ): Promise<ShownWebhook & { secret?: string }>
  remove(tenant: string, id: string): Promise<void>
  deliveries(
    tenant: string,
    id: string,
    page: { state?: DeliveryState; before?: number; limit: number },
  ): Promise<Delivery[]>
  replay(tenant: string, id: string, of: ReplayOf): Promise<number>
}

export interface RegistryParts {
  book: WebhookBook
  /** Whether addresses of this machine and house may be called, and without TLS. */
  allowPrivate: boolean
  newId(): string
  newSecret(): string
  now(): number
  /** Something may be due. */
  wake(): void
}

/** The endpoints of each tenant, as administrators see and change them. Unknown ids are `not_found`. */
export const createRegistry = ({ book, allowPrivate, newId, newSecret, now, wake }: RegistryParts): Registry => {
  const named = async (tenant: string, id: string): Promise<Webhook> => {
    const found = (await book.webhooks(tenant)).find((webhook) => webhook.id === id)
    if (found === undefined) throw unknown(id)
    return found
  }
  return {
    list: async (tenant) => (await book.webhooks(tenant)).map(shown),
    create: async (tenant, { url, kinds, content }) => {
      assertCallable(url, allowPrivate)
      if ((await book.webhooks(tenant)).length >= MOST_OF_TENANT)
        throw new Refusal('conflict', `there are ${MOST_OF_TENANT} webhooks, which is the most: remove one first`)
      const secret = newSecret()
      const webhook: Webhook = {
        id: newId(),
        tenant,
        url,
        kinds: [...new Set(kinds)],
        content,
        state: 'active',
        secrets: [{ secret }],
        createdAt: new Date(now()).toISOString(),
      }
      await book.saveWebhook(webhook)
      return { ...shown(webhook), secret }
    },
    change: async (tenant, id, { url, kinds, content, state, rotate }) => {
      await named(tenant, id)
      if (url !== undefined) assertCallable(url, allowPrivate)
      const secret = rotate === true ? newSecret() : undefined
      const next = await book.changeWebhook({
        tenant,
        id,
        ...(url === undefined ? {} : { url }),
        ...(kinds === undefined ? {} : { kinds: [...new Set(kinds)] }),
        ...(content === undefined ? {} : { content }),
        ...(state === undefined ? {} : { state: state === 'paused' ? PAUSED : { is: state } }),
        ...(secret === undefined
          ? {}
          : { rotation: { secret, oldUntil: new Date(now() + OLD_SECRET_MS).toISOString() } }),
      })
      if (next === undefined) throw unknown(id)
      wake()
      return { ...shown(next), ...(secret === undefined ? {} : { secret }) }
    },
    remove: async (tenant, id) => {
      if (!(await book.removeWebhook(tenant, id))) await named(tenant, id)
    },
    deliveries: async (tenant, id, page) => {
      await named(tenant, id)
      return book.deliveries(tenant, id, page)
    },
    replay: async (tenant, id, of) => {
      await named(tenant, id)
      const replayed = await book.replayDeliveries({ tenant, webhook: id, at: new Date(now()).toISOString(), of })
      wake()
      return replayed
    },
  }
}

const unknown = (id: string): Refusal =>
  new Refusal('not_found', `there is no webhook ${JSON.stringify(id)}`, { field: 'id' })

const shown = ({ tenant: _t, secrets: _s, ...webhook }: Webhook): ShownWebhook => webhook

/** What a name resolves to is checked at each call; what is wrong from the start is said here. */
const assertCallable = (text: string, allowPrivate: boolean): void => {
  const refuse = (why: string): never => {
    throw new Refusal('bad_input', `url is ${JSON.stringify(text.slice(0, MOST_SHOWN))}: ${why}`, { field: 'url' })
  }
  if (!URL.canParse(text)) return refuse('write https://host/path')
  const { protocol, hostname, username, password } = new URL(text)
  if (protocol !== 'https:' && !(protocol === 'http:' && allowPrivate))
    return refuse('write https://, so that nobody reads along')
  if (username !== '' || password !== '') return refuse('leave name and password out, the signature says who calls')
  const bare = hostname.replace(/^\[|\]$/g, '')
  const kind = /^[\d.]+$|:/.test(bare) ? kindOfAddress(bare) : hostname === 'localhost' ? 'private' : 'public'
  if (kind === 'never') return refuse('no service has such an address')
  if (kind === 'private' && !allowPrivate)
    return refuse('it is an address of this machine or house: set webhooks.allowPrivate if it is meant')
}

const MOST_SHOWN = 200

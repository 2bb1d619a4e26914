import { createVisitor } from '../shared/api.ts'
import type { WidgetOptions } from '../shared/embed.ts'
import type { TextStore } from '../shared/store.ts'
import { readToken } from '../shared/token.ts'

/** A token that ends within this many seconds is renewed before it is used. */
const RENEW_BEFORE_S = 60

/**
 * Who the widget speaks for: the page's own customer where it gives a token, else an anonymous visitor (or the demo
 * customer) that this browser keeps. Undefined when the page's token is refused: there is nobody else to be.
 */
export const visitorToken =
  (store: TextStore, { token, demo = false, tenant }: WidgetOptions, now: () => number) =>
  async (refused: boolean): Promise<string | undefined> => {
    if (token !== undefined) return refused ? undefined : token
    const key = `tabdesk.${visitorScope({ demo, tenant })}`
    const kept = store.getItem(key)
    if (kept !== null && !refused && (readToken(kept)?.exp ?? 0) > now() / 1000 + RENEW_BEFORE_S) return kept
    const fresh = await createVisitor(demo ? { demo } : tenant === undefined ? {} : { tenant })
    store.setItem(key, fresh)
    return fresh
  }

/** What this browser keeps apart: the demo customer, and the visitors of each tenant. */
export const visitorScope = ({
  demo,
  tenant,
}: Pick<WidgetOptions, 'demo'> & { tenant?: string | undefined }): string =>
  demo ? 'demo' : tenant === undefined ? 'visitor' : `visitor.${tenant}`

const MARK = 'tabdesk.browser'

/** What tells this browser's storage from the one before it was cleared: who kept the token of then is somebody else. */
export const browserMark = (store: TextStore, make: () => string): string => {
  const mark = store.getItem(MARK) ?? make()
  store.setItem(MARK, mark)
  return mark
}

import { createIndexedShelf, type IndexedDb } from './indexed-shelf.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { type ChannelLike, createTabs, type LocksLike } from './tabs.ts'

/** What a browser has, or has not: private windows and old browsers lack some of it. */
export interface BrowserLike {
  indexedDB?: IndexedDb | null
  BroadcastChannel?: new (name: string) => ChannelLike
  navigator?: { locks?: LocksLike }
}

/**
 * An outbox in IndexedDB that all tabs of the browser share, one of them sending. `scope` keeps people apart who use the same browser.
 * Without IndexedDB it lives as long as the page; without locks each tab sends its own and what it found, which the server knows by cid.
 */
export const createBrowserOutbox = (scope: string, browser: BrowserLike): Outbox => {
  const { indexedDB, BroadcastChannel, locks } = partsOf(browser)
  if (indexedDB == null) return createOutbox()
  const name = `tabdesk.out.${scope}`
  const shelf = createIndexedShelf(indexedDB, scope)
  return BroadcastChannel === undefined || locks === undefined
    ? createOutbox({ shelf })
    : createOutbox({ shelf, tabs: createTabs(name, new BroadcastChannel(name), locks) })
}

/** Where storage is forbidden, touching it alone may throw. */
const partsOf = (browser: BrowserLike) => {
  try {
    return {
      indexedDB: browser.indexedDB,
      BroadcastChannel: browser.BroadcastChannel,
      locks: browser.navigator?.locks,
    }
  } catch {
    return {}
  }
}

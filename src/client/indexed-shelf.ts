import type { Outgoing, Shelf } from './outbox.ts'

/** The part of IndexedDB that is used. */
export interface IndexedDb {
  open(name: string, version: number): Request<Database> & { onupgradeneeded: ((event: never) => unknown) | null }
}
interface Request<T> {
  readonly result: T
  readonly error: unknown
  onsuccess: ((event: never) => unknown) | null
  onerror: ((event: never) => unknown) | null
}
interface Database {
  createObjectStore(name: string, options: { keyPath: string }): unknown
  transaction(store: string, mode: 'readonly' | 'readwrite'): Transaction
  close(): void
  onclose: ((event: never) => unknown) | null
  onversionchange: ((event: never) => unknown) | null
}
interface Transaction {
  objectStore(name: string): Rows
  readonly error: unknown
  commit?(): void
  oncomplete: ((event: never) => unknown) | null
  onabort: ((event: never) => unknown) | null
}
interface Rows {
  getAll(): Request<unknown[]>
  put(value: unknown): unknown
  delete(key: string): unknown
}

const STORE = 'messages'

/** A shelf in the browser's IndexedDB; `scope` keeps people apart who use the same browser. `put` and `remove` resolve once committed. */
export const createIndexedShelf = (databases: IndexedDb, scope: string): Shelf => {
  let opened: Promise<Database> | undefined

  const database = () => {
    opened ??= open(databases, `tabdesk.out.${scope}`)
    opened.then(
      (db) => {
        // The browser may close it, to free space or because somebody deletes it: the next call opens it again.
        db.onclose = () => {
          opened = undefined
        }
        db.onversionchange = () => {
          db.close()
          opened = undefined
        }
      },
      () => {
        opened = undefined
      },
    )
    return opened
  }
  const write = async (change: (rows: Rows) => unknown) => {
    const transaction = (await database()).transaction(STORE, 'readwrite')
    change(transaction.objectStore(STORE))
    // At once: a page that goes away now would take an open transaction with it.
    transaction.commit?.()
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
  }

  return {
    load: async () => {
      const rows = (await database()).transaction(STORE, 'readonly').objectStore(STORE)
      return (await answered(rows.getAll())) as Outgoing[]
    },
    put: (message) => write((rows) => rows.put(message)),
    remove: (cid) => write((rows) => rows.delete(cid)),
  }
}

const open = (databases: IndexedDb, name: string): Promise<Database> => {
  const request = databases.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'cid' })
  return answered(request)
}

const answered = <T>(request: Request<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

import { signal } from '@preact/signals'
import { parseRoute, type Route } from './address.ts'

/** Where the page is now; components that read it follow it. */
export const route = signal<Route>({ page: 'articles', rest: [], query: new URLSearchParams() })

/** Keeps `route` in step with the address. */
export const followAddress = (): void => {
  const read = () => {
    route.value = parseRoute(location.hash)
  }
  addEventListener('hashchange', read)
  read()
}

/** Goes to `to` of `href`; `replace` leaves no step behind for the browser's Back. */
export const go = (to: string, { replace = false }: { replace?: boolean } = {}): void => {
  if (!replace) {
    location.hash = to
    return
  }
  history.replaceState(null, '', to)
  route.value = parseRoute(to)
}

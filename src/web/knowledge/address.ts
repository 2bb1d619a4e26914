export const PAGES = ['articles', 'try', 'import', 'products', 'history', 'coverage', 'never', 'synonyms'] as const
export type PageName = (typeof PAGES)[number]

/** Where in the app: `#/history/12/changes?against=11` is page `history`, rest `['12', 'changes']`, query `against=11`. */
export interface Route {
  page: PageName
  rest: string[]
  query: URLSearchParams
}

/** Reads a hash; what is no page is the list of articles. */
export const parseRoute = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [first, ...rest] = path.split('/').map(decoded)
  return {
    page: PAGES.find((page) => page === first) ?? 'articles',
    rest: rest.filter((part) => part !== ''),
    query: new URLSearchParams(query),
  }
}

/** The hash of a place: `href(['articles', id], { tab: 'history' })`. */
export const href = (parts: readonly [PageName, ...string[]], query: Record<string, string> = {}): string => {
  const search = new URLSearchParams(query).toString()
  return `#/${parts.map(encodeURIComponent).join('/')}${search === '' ? '' : `?${search}`}`
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

import { createDemoToken } from '../shared/api.ts'

/** What the scripts of the page put on `window`; GraphiQL brings React along, which nothing else here uses. */
declare global {
  interface Window {
    React: { createElement(type: unknown, properties: object): unknown }
    ReactDOM: { createRoot(element: Element): { render(element: unknown): void } }
    GraphiQL: { createFetcher(options: { url: string; headers: Record<string, string> }): unknown }
  }
}

const FIRST_QUERY = `# Demo shop. Ctrl-Enter runs it, Ctrl-Space completes, the book on the left is the schema.
{
  customer(id: "demo") {
    name(language: en)
    orders {
      id
      status
      eta
      lines { name(language: en) quantity }
      parcel { no events { at text(language: en) } }
    }
  }
}
`

/** As the build copies them; each stands on the one before. */
const SCRIPTS = ['react.production.min.js', 'react-dom.production.min.js', 'graphiql.min.js']

const load = (element: HTMLScriptElement | HTMLLinkElement): Promise<unknown> =>
  new Promise((resolve, reject) => {
    element.onload = resolve
    element.onerror = reject
    document.head.append(element)
  })
const loadAll = async (): Promise<void> => {
  await load(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/graphiql/graphiql.min.css' }))
  for (const name of SCRIPTS) await load(Object.assign(document.createElement('script'), { src: `/graphiql/${name}` }))
}

const place = document.getElementById('graphiql')
Promise.all([createDemoToken('agent'), loadAll()]).then(
  ([token]) => {
    if (place === null) return
    const { React, ReactDOM, GraphiQL } = window
    const fetcher = GraphiQL.createFetcher({ url: '/graphql', headers: { authorization: `Bearer ${token}` } })
    ReactDOM.createRoot(place).render(React.createElement(GraphiQL, { fetcher, defaultQuery: FIRST_QUERY }))
  },
  () => {
    if (place !== null) place.textContent = 'GraphiQL works in demo mode, on the machine that the demo runs on.'
  },
)

import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const POLICY =
  "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; object-src 'none'"

/** Of files whose name changes with what is in them: a year, and never asked about again. */
const FOR_EVER = 'public, max-age=31536000, immutable'

export interface PageParts {
  folder: string
  demo: boolean
  widgetAncestors: readonly string[]
  /** Hosts besides ours whose pictures may be shown, `cdn.example.com` or `*.example.com`. */
  pictureHosts: readonly string[]
}

/** The console at `/`, the knowledge pages at `/knowledge`, the demo shop at `/demo`, GraphiQL at `/graphiql` in demo mode, the widget's frame at `/widget` and its loader at `/widget.js`. */
export const addPages = async (
  app: FastifyInstance,
  { folder, demo, widgetAncestors, pictureHosts }: PageParts,
): Promise<void> => {
  if (!existsSync(folder)) throw new Error(`the pages are not built: there is no ${folder}; run \`npm run build\``)
  const pictures = ["'self'", 'data:', 'blob:', ...pictureHosts.map((host) => `https://${host}`)].join(' ')
  app.addHook('onSend', async (request, reply) => {
    const path = request.url.split('?')[0]
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer')
    reply.header(
      'content-security-policy',
      `${POLICY}; img-src ${pictures}; frame-ancestors ${path === '/widget' ? widgetAncestors.join(' ') : "'self'"}`,
    )
  })
  const hashed = join(folder, 'assets') + sep
  await app.register(fastifyStatic, {
    ...{ root: folder, index: false, wildcard: true, maxAge: '1h' },
    // The build lays `.br` and `.gz` beside its files.
    preCompressed: true,
    setHeaders: (reply, path) => {
      if (path.startsWith(hashed)) reply.header('cache-control', FOR_EVER)
    },
  })
  const page = (url: string, file: string): void =>
    void app.get(url, (_request, reply) => reply.header('cache-control', 'no-cache').sendFile(file, { maxAge: 0 }))
  page('/', 'index.html')
  page('/knowledge', 'knowledge.html')
  page('/widget', 'widget.html')
  if (!demo) return
  page('/demo', 'demo.html')
  page('/graphiql', 'graphiql.html')
}

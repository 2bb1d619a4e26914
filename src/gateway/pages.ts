import { existsSync } from 'node:fs'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const POLICY =
  "default-src 'self'; connect-src 'self' ws: wss:; style-src 'self' 'unsafe-inline'; media-src 'self' blob:; base-uri 'none'; form-action 'self'; object-src 'none'"

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
  await app.register(fastifyStatic, { root: folder, index: false, wildcard: true, immutable: false, maxAge: '1h' })
  const page = (url: string, file: string): void =>
    void app.get(url, (_request, reply) => reply.header('cache-control', 'no-cache').sendFile(file, { maxAge: 0 }))
  page('/', 'index.html')
  page('/knowledge', 'knowledge.html')
  page('/widget', 'widget.html')
  if (!demo) return
  page('/demo', 'demo.html')
  page('/graphiql', 'graphiql.html')
}

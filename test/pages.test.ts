import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { addPages } from '../src/gateway/pages.ts'
import { createSendScript } from '../src/gateway/script-reply.ts'
import { compress } from '../src/web/vite-compressed.ts'

const SCRIPT = `console.log('您好，请问有什么可以帮您？');${'let more = 1;'.repeat(200)}`
const PAGE = `<!doctype html><p>hello</p>${'<p>more</p>'.repeat(200)}`

const open = async (packed = true) => {
  const folder = await mkdtemp(join(tmpdir(), 'tabdesk-pages-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'assets'))
  const files = { 'index.html': PAGE, 'other.js': SCRIPT, 'assets/app-a1b2.js': SCRIPT, 'assets/tiny-a1.js': '1' }
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text)
    if (packed) await compress(join(folder, name))
  }
  const app = fastify()
  onTestFinished(() => app.close())
  await addPages(app, { folder, demo: false, widgetAncestors: ['*'], pictureHosts: [] })
  return (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
}

describe('pages', () => {
  it('go out as the build compressed them, to who takes that, and identical', async () => {
    const get = await open()
    const br = await get('/assets/app-a1b2.js', { 'accept-encoding': 'gzip, deflate, br' })
    expect(br.headers).toMatchObject({ 'content-encoding': 'br', vary: 'accept-encoding' })
    expect(br.headers['content-type']).toMatch(/^(text|application)\/javascript/)
    expect(br.headers['content-security-policy']).toContain("default-src 'self'")
    expect(br.headers['x-content-type-options']).toBe('nosniff')
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(SCRIPT)
    const gzip = await get('/assets/app-a1b2.js', { 'accept-encoding': 'gzip' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(SCRIPT)
    const plain = await get('/assets/app-a1b2.js')
    expect(plain.headers['content-encoding']).toBeUndefined()
    expect(plain.body).toBe(SCRIPT)
    const again = await get('/assets/app-a1b2.js', {
      'accept-encoding': 'br',
      'if-none-match': String(br.headers['etag']),
    })
    expect(again.statusCode).toBe(304)
  })

  it('are sent as they are where nothing is compressed, or it would gain nothing', async () => {
    const unpacked = await (await open(false))('/assets/app-a1b2.js', { 'accept-encoding': 'br' })
    expect([unpacked.statusCode, unpacked.headers['content-encoding'], unpacked.body]).toEqual([200, undefined, SCRIPT])
    const tiny = await (await open())('/assets/tiny-a1.js', { 'accept-encoding': 'br' })
    expect([tiny.headers['content-encoding'], tiny.body]).toEqual([undefined, '1'])
  })

  it('are kept for ever only where the name says what is in them', async () => {
    const get = await open()
    const hashed = 'public, max-age=31536000, immutable'
    expect((await get('/assets/app-a1b2.js', { 'accept-encoding': 'br' })).headers['cache-control']).toBe(hashed)
    expect((await get('/assets/app-a1b2.js')).headers['cache-control']).toBe(hashed)
    expect((await get('/other.js')).headers['cache-control']).toBe('public, max-age=3600')
    const page = await get('/', { 'accept-encoding': 'br' })
    expect(page.headers['cache-control']).toBe('public, max-age=0')
    expect(page.headers['content-type']).toMatch(/^text\/html/)
    expect(brotliDecompressSync(page.rawPayload).toString()).toBe(PAGE)
    expect((await get('/assets/gone-c3d4.js')).headers['cache-control']).toBeUndefined()
  })
})

describe('a script that is made here', () => {
  const script = () => {
    const app = fastify()
    onTestFinished(() => app.close())
    const send = createSendScript()
    const state = { text: SCRIPT }
    app.get('/widget.js', (request, reply) => send(request, reply, state.text))
    return { state, get: (headers: Record<string, string> = {}) => app.inject({ url: '/widget.js', headers }) }
  }

  it('goes out compressed to who takes that', async () => {
    const { get } = script()
    const br = await get({ 'accept-encoding': 'gzip, br;q=0.9' })
    expect(br.headers).toMatchObject({ 'content-encoding': 'br', 'cache-control': 'no-cache', vary: 'accept-encoding' })
    expect(br.headers['content-type']).toBe('text/javascript; charset=utf-8')
    expect(brotliDecompressSync(br.rawPayload).toString()).toBe(SCRIPT)
    const gzip = await get({ 'accept-encoding': 'gzip, br;q=0' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.rawPayload).toString()).toBe(SCRIPT)
    const plain = await get()
    expect([plain.headers['content-encoding'], plain.body]).toEqual([undefined, SCRIPT])
  })

  it('is not sent again to who has it, until it changes', async () => {
    const { get, state } = script()
    const etag = String((await get({ 'accept-encoding': 'br' })).headers['etag'])
    const same = await get({ 'if-none-match': `"other", ${etag}` })
    expect([same.statusCode, same.body, same.headers['etag']]).toEqual([304, '', etag])
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200)
    state.text = `${SCRIPT}// 新的样子`
    const changed = await get({ 'if-none-match': etag })
    expect([changed.statusCode, changed.body]).toEqual([200, state.text])
  })
})

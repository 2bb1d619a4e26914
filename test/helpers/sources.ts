import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { type LiveSources, type LiveSourcesParts, watchSources } from '../../src/adapters/sources/live-sources.ts'
import { openQueryFile } from '../../src/adapters/sqlite/query-file.ts'

/** A folder of source files that is gone after the test. */
export interface SourcesFolder {
  folder: string
  put(name: string, text: string): Promise<void>
  open(parts?: Partial<LiveSourcesParts>): Promise<LiveSources>
  calls: { source: string; outcome: string }[]
  logged: string[]
  close(): Promise<void>
}

export const openFolder = async (): Promise<SourcesFolder> => {
  const folder = await mkdtemp(join(tmpdir(), 'sources-'))
  const open: LiveSources[] = []
  const calls: SourcesFolder['calls'] = []
  const logged: string[] = []
  return {
    folder,
    calls,
    logged,
    put: (name, text) => writeFile(join(folder, name), text),
    open: async (parts = {}) => {
      const live = await watchSources({
        folder,
        env: {},
        openSql: (where) => openQueryFile('file' in where ? where.file : ''),
        onCall: ({ source, outcome }) => calls.push({ source, outcome }),
        log: (message) => logged.push(message),
        pollMs: 20,
        ...parts,
      })
      open.push(live)
      return live
    },
    close: async () => {
      for (const live of open) live.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Somebody's service on this machine. */
export interface Service {
  url: string
  /** Method and path with query of each request. */
  asked: string[]
  close(): Promise<void>
}

export const startService = async (
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => unknown,
): Promise<Service> => {
  const asked: string[] = []
  const listener: RequestListener = async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    asked.push(`${request.method} ${request.url}`)
    await answer(request, response, body)
  }
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const send = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

/** Services and folders that are gone after each test. Called in a `describe`. */
export const sourcesOfTests = () => {
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })
  const kept = async <T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
    const opened = await opening
    closing.push(opened.close)
    return opened
  }
  return {
    service: (answer: Parameters<typeof startService>[0]): Promise<Service> => kept(startService(answer)),
    folder: (): Promise<SourcesFolder> => kept(openFolder()),
    soon: (): AbortSignal => AbortSignal.timeout(30_000),
  }
}

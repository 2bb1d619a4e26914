import { signal } from '@preact/signals'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Files, FilesParts } from '../src/web/shared/files.ts'

/** By name: what it imports is typed for browsers. */
const LATE_FILES = new URL('../src/web/widget/late-files.ts', import.meta.url).pathname
const { createLateFiles } = await import(LATE_FILES)

const PARTS: FilesParts = { token: () => 'mei', maxBytes: () => 1_000, uploaded: () => {} }
const label = () => new File(['a label'], 'label.txt', { type: 'text/plain' })
const settled = () => new Promise((resolve) => setTimeout(resolve))

/** A browser in which what sends files can be fetched or not. */
const browser = () => {
  const line = new EventTarget()
  vi.stubGlobal('addEventListener', line.addEventListener.bind(line))
  vi.stubGlobal('removeEventListener', line.removeEventListener.bind(line))
  const added: string[] = []
  const dropped: string[] = []
  const sending = signal<Files['sending']['value']>([])
  const createFiles = (): Files => ({
    sending,
    add: (files) => {
      for (const { name, size } of files) {
        added.push(name)
        sending.value = [...sending.value, { id: name, name, size, sent: 0 }]
      }
    },
    retry: () => {},
    drop: (id) => void dropped.push(id),
    dropRefused: () => {},
  })
  let isThere = false
  const files = createLateFiles(PARTS, async () => {
    if (!isThere) throw new TypeError('no network')
    return { createFiles }
  })
  const back = async () => {
    isThere = true
    line.dispatchEvent(new Event('online'))
    await settled()
  }
  return { files, added, dropped, back }
}

describe('files that are chosen before what sends them is there', () => {
  afterEach(() => void vi.unstubAllGlobals())

  it('go when the network is back, in the order in which they were chosen', async () => {
    const { files, added, back } = browser()
    files.add([label()])
    await settled()
    files.add([new File(['a photo'], 'photo.png')])
    await settled()
    expect(added, 'control: not before').toEqual([])
    await back()
    expect(added).toEqual(['label.txt', 'photo.png'])
    expect(files.sending.value).toHaveLength(2)
  })

  it('do not outlive their chat, whether they wait, are about to or are on their way', async () => {
    const waiting = browser()
    waiting.files.add([label()])
    await settled()
    waiting.files.stop()
    expect(waiting.files.sending.value).toEqual([])
    await waiting.back()
    expect(waiting.added, 'one that waited').toEqual([])

    const about = browser()
    about.files.add([label()])
    about.files.stop()
    await settled()
    await about.back()
    expect(about.added, 'one whose sender was being fetched').toEqual([])

    const under = browser()
    await under.back()
    under.files.add([label()])
    await settled()
    expect(under.added, 'control').toEqual(['label.txt'])
    under.files.stop()
    expect(under.dropped, 'one on its way').toEqual(['label.txt'])
  })
})

import { signal } from '@preact/signals'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Files } from '../src/web/shared/files.ts'
import { createLateFiles } from '../src/web/widget/late-files.ts'

it('a chosen file whose sender cannot be fetched is shown as failed, and can be tried again or dropped', async () => {
  vi.stubGlobal('addEventListener', () => {})
  onTestFinished(() => void vi.unstubAllGlobals())
  const added: string[] = []
  let gone = true
  const sender: Files = {
    ...{ sending: signal([]), retry: () => {}, drop: () => {}, dropRefused: () => {} },
    add: (chosen) => added.push(...[...chosen].map(({ name }) => name)),
  }
  const parts = { token: () => 't', maxBytes: () => 1_000, uploaded: () => {} }
  const files = createLateFiles(parts, async () => {
    if (gone) throw new TypeError('Failed to fetch dynamically imported module')
    return { createFiles: () => sender }
  })
  files.add([new File(['1'], '发票.png'), new File(['2'], 'b.png')])
  await expect
    .poll(() => files.sending.value.map(({ name, failed }) => `${name} ${failed}`))
    .toEqual(['发票.png offline', 'b.png offline'])
  files.drop(files.sending.value[1]?.id ?? '')
  expect(files.sending.value.map(({ name }) => name)).toEqual(['发票.png'])
  files.retry(files.sending.value[0]?.id ?? '')
  await expect.poll(() => files.sending.value.map(({ name }) => name), 'still away').toEqual(['发票.png'])
  gone = false
  files.retry(files.sending.value[0]?.id ?? '')
  await expect.poll(() => added).toEqual(['发票.png'])
  expect(files.sending.value).toEqual([])
})

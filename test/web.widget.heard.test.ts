import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openConsole } from './helpers/console-pages.ts'
import { axeFaults } from './helpers/knowledge-pages.ts'
import { writeTinyTranscriber } from './helpers/tiny-transcriber.ts'
import { openWidget } from './helpers/widget.ts'

const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
const SAID = '我的货到哪了呀'
const PATIENCE_MS = 60_000

/** The fake microphone's beep is louder than this; whatever is says one sentence. */
const LOUD = 0.01

describe.skipIf(!canBrowse)('a voice note in words', { timeout: 240_000 }, () => {
  const opened = async (mounted: boolean) => {
    const modelsDir = await mkdtemp(join(tmpdir(), 'tabdesk-voices-'))
    onTestFinished(() => rm(modelsDir, { recursive: true, force: true }))
    if (mounted) writeTinyTranscriber(join(modelsDir, 'default', 'transcriber'), [SAID], { wholeAbove: LOUD })
    const shop = await openWidget({ args: MICROPHONE }, { config: { modelsDir } })
    const record = async () => {
      await shop.widget.getByRole('button', { name: '录一段语音' }).click()
      const bar = shop.widget.getByRole('dialog')
      const seconds = async () => Number((await bar.getByRole('timer').textContent())?.split(':')[1])
      await expect.poll(seconds, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(2)
      await bar.getByRole('button', { name: '发送语音' }).click()
      await shop.widget.locator('.message.customer:not(.pending) audio').waitFor()
    }
    return { ...shop, record }
  }

  it('what was said stands under the note for customer and agent, the bot answers it, and it is in what the customer saves', async () => {
    const { widget, page, record, running } = await opened(true)
    await record()
    const heard = widget.locator('.message.customer .heard')
    await heard.getByText(SAID).waitFor({ timeout: PATIENCE_MS })
    expect(await heard.textContent()).toBe(`${SAID}机器转写，可能有误`)
    // The stub's answer about a parcel, filled from the demo's orders, or what it asks for that.
    await widget.locator('.message.bot').first().waitFor()
    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    const id = conversation?.id ?? ''
    const decided = await running.product.store.record('default', `${id}:1`)
    expect(decided?.understanding.verdict.intent).toBe('track_parcel')
    expect(decided?.decision.kind).not.toBe('handOff')
    expect(await axeFaults(page)).toEqual([])

    const desk = await openConsole(running, { locale: 'en-GB', name: 'Ann' })
    await desk.page.evaluate(`location.hash = 'c=${id}'`)
    const below = desk.page.locator('.message.customer .heard')
    await below.getByText(SAID).waitFor({ timeout: PATIENCE_MS })
    expect(await below.textContent()).toContain('Machine transcript, may be wrong')
    expect(await axeFaults(desk.page)).toEqual([])

    const ann = await running.client('agent', 'ann')
    ann.send({ type: 'resolve', conversation: id })
    const save = widget.getByRole('button', { name: '保存对话' })
    await save.waitFor({ timeout: PATIENCE_MS })
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
    expect(await readFile(await download.path(), 'utf8')).toContain(`${SAID}\n(机器转写，可能有误)`)
  })

  it('without a model the note stands alone, and a person gets it', async () => {
    const { widget, record, running } = await opened(false)
    await record()
    const decided = async () => {
      const [conversation] = await running.product.store.conversations('default', { limit: 1 })
      return running.product.store.record('default', `${conversation?.id}:1`)
    }
    await expect.poll(decided, { timeout: PATIENCE_MS }).toMatchObject({ decision: { kind: 'handOff' } })
    expect(await widget.locator('.heard').count()).toBe(0)
  })
})

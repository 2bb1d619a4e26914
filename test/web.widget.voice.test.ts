import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { openWidget } from './helpers/widget.ts'

const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']
const HZ = 16_000
const PATIENCE_MS = 15_000

describe.skipIf(!canBrowse)('a voice note', { timeout: 120_000 }, () => {
  it('is recorded and sent by keyboard, and comes to the agent as 16 kHz mono WAV', async () => {
    const { widget, page, box, ask, running } = await openWidget({ args: MICROPHONE })
    await widget.getByRole('button', { name: '录一段语音' }).waitFor()
    await ask('我的货到哪了呀')
    await widget.locator('.message.bot').first().waitFor()
    const ann = await running.client('agent', 'ann')
    const [conversation] = await running.product.store.conversations('default', { limit: 1 })
    await ann.watch(conversation?.id ?? '')
    await box.focus()
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    const bar = widget.getByRole('dialog')
    const seconds = async () => Number((await bar.getByRole('timer').textContent())?.split(':')[1])
    await expect.poll(seconds, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(2)
    await page.keyboard.press('Enter')
    const sound = widget.locator('.message.customer:not(.pending) audio')
    await sound.waitFor()
    expect(await bar.isVisible()).toBe(false)
    const duration = () => sound.evaluate((node) => (node as unknown as { duration: number }).duration)
    await expect.poll(duration, { message: 'the browser plays it', timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(1.9)

    const { attachment } = await ann.next(({ type, kind }) => type === 'event' && kind === 'audio', 'the voice note')
    expect(attachment).toMatchObject({ name: '语音.wav', mime: 'audio/wav' })
    const answer = await fetch(running.url + attachment.url, {
      headers: { authorization: `Bearer ${await running.token('agent', 'ann')}` },
    })
    const wav = Buffer.from(await answer.arrayBuffer())
    expect([wav.toString('latin1', 0, 4), wav.toString('latin1', 8, 12)]).toEqual(['RIFF', 'WAVE'])
    expect([wav.readUInt16LE(22), wav.readUInt32LE(24), wav.readUInt16LE(34)]).toEqual([1, HZ, 16])
    const samples = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length))
    expect(samples.length).toBeGreaterThanOrEqual(1.9 * HZ)
    expect(Math.max(...samples.map(Math.abs)), "the fake microphone's beep is in it").toBeGreaterThan(1_000)
  })

  it('is gone when cancelled, and Esc cancels the note and not the widget', async () => {
    const { widget, page, box, running } = await openWidget({ args: MICROPHONE, locale: 'en-GB' })
    const record = widget.getByRole('button', { name: 'Record a voice note (up to 60 s)' })
    const bar = widget.getByRole('dialog')
    for (const cancel of [
      () => page.keyboard.press('Escape'),
      () => bar.getByRole('button', { name: 'Cancel' }).click(),
    ]) {
      await record.click()
      await bar.getByRole('timer').waitFor()
      await cancel()
      await bar.waitFor({ state: 'hidden' })
      expect(
        await record.evaluate((node) => (node as unknown as { matches(s: string): boolean }).matches(':focus')),
      ).toBe(true)
    }
    expect(await box.isVisible()).toBe(true)
    expect(await running.product.store.conversations('default', { limit: 1 })).toEqual([])
  })

  it('says in words that the microphone is refused', async () => {
    for (const [locale, button, words, ok] of [
      ['zh-CN', '录一段语音', '没有麦克风权限', '知道了'],
      ['en-GB', 'Record a voice note', 'which is not allowed', 'OK'],
    ] as const) {
      // Without a browser's interface nobody can say yes.
      const { widget } = await openWidget({
        locale,
        args: ['--use-fake-device-for-media-stream', '--deny-permission-prompts'],
      })
      await widget.getByRole('button', { name: button }).click()
      const bar = widget.getByRole('dialog')
      await bar.getByText(words).waitFor()
      await bar.getByRole('button', { name: ok }).click()
      await bar.waitFor({ state: 'hidden' })
    }
  })

  it('is not offered where the browser keeps the microphone from the page', async () => {
    const hide = 'Object.defineProperty(Navigator.prototype, "mediaDevices", { get: () => undefined })'
    const { widget, ask } = await openWidget({ args: MICROPHONE, script: hide })
    await ask('我的货到哪了呀')
    await widget.locator('.message.bot').first().waitFor()
    expect(await widget.getByRole('button', { name: '发送图片或文件' }).count()).toBe(1)
    expect(await widget.getByRole('button', { name: '录一段语音' }).count()).toBe(0)
  })
})

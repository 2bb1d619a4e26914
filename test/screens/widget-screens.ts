import { connect } from '../helpers/client.ts'
import type { Session } from './session.ts'

/** The customer's side, from the greeting to the rating, on the page of the demo shop. */
export const widgetScreens = async ({ running, open, say, take }: Session): Promise<void> => {
  const page = await open('/demo')
  await page.waitForFunction('window.tabdesk !== undefined')
  await page.evaluate('window.tabdesk.open()')
  const widget = page.frameLocator('iframe')
  const box = widget.locator('.composer textarea')
  const ask = async (text: string) => {
    await box.fill(text)
    await box.press('Enter')
  }
  await widget.locator('.greeting button').first().waitFor()
  await take(page, 'widget-greeting')
  await ask(say('我的货到哪了呀', 'wheres my parcel'))
  await widget.locator('.helped').waitFor()
  await take(page, 'widget-answer')
  await ask(say('转人工', 'let me talk to a person'))
  await widget.locator('.banner.queue').waitFor()
  await take(page, 'widget-queue')
  const [conversation] = await running.product.store.conversations('default', { states: ['queued'], limit: 1 })
  const agent = await connect(running.url, await running.token('agent', 'ann', { name: say('安安', 'Ann') }))
  const id = conversation?.id
  agent.send({ type: 'claim', conversation: id })
  await agent.next((frame) => frame.type === 'status' && frame.state === 'assigned')
  await agent.say(
    say(
      '您好，我是安安。包裹今天下午送到，请留意电话。',
      'Hello, this is Ann. Your parcel comes this afternoon, please mind your phone.',
    ),
    { conversation: id },
  )
  await widget.locator('.message.agent').waitFor()
  await take(page, 'widget-person')
  agent.send({ type: 'resolve', conversation: id })
  await widget.locator('.judge').waitFor()
  await take(page, 'widget-rating')
  await agent.close()
  await page.close()
}

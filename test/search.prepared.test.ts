import { expect, it } from 'vitest'
import { createHybrid } from '../src/knowledge/hybrid.ts'

/** An index that counts how often the words of a text are asked for. */
const counted = async () => {
  const cuts: string[] = []
  const hybrid = createHybrid((text) => {
    cuts.push(text)
    return text.split(' ')
  })
  for (const text of ['快递 到 哪', '发票 抬头', '退款 多久']) hybrid.append([{ text, kind: 'question' }])
  await hybrid.pack()
  await hybrid.turn({ groups: [0, 1, 2] })
  cuts.length = 0
  return { hybrid, cuts }
}
const allowed = new Uint8Array(3).fill(1)
const asking = { text: '快递 发票', top: 2, allowed }

it('a search whose words were looked up before looks nothing up again', async () => {
  const { hybrid, cuts } = await counted()
  hybrid.prepare(asking)
  expect(cuts).toEqual([asking.text])
  const hits = hybrid.search(asking)
  expect(cuts, 'by the search').toEqual([asking.text])
  expect(hits).toEqual((await counted()).hybrid.search(asking))
})

it('another question, or the same one to more hits or another filter, is looked up by itself', async () => {
  const { hybrid, cuts } = await counted()
  hybrid.prepare(asking)
  hybrid.search({ ...asking, top: 3 })
  hybrid.search({ ...asking, allowed: new Uint8Array(3).fill(1) })
  hybrid.search({ ...asking, text: '退款 发票' })
  expect(cuts).toEqual([asking.text, asking.text, asking.text, '退款 发票'])
})

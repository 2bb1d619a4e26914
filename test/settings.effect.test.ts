import { expect, it } from 'vitest'
import { createEffectOf } from '../src/compose-settings-face.ts'
import type { RecordedTurn } from '../src/domain/record.ts'

/** A log without end, of turns whose words are gone: none of them can be decided again. */
const bench = () => {
  const asked: number[] = []
  const effectOf = createEffectOf({
    store: {
      turns: async ({ after = 0, limit }) => {
        asked.push(after)
        if (asked.length > 100) throw new Error('read without end')
        const turn = { outcomes: [], record: {} } as unknown as RecordedTurn
        return { turns: Array.from({ length: limit }, () => turn), next: after + limit }
      },
    },
    label: (intent) => intent,
    now: () => new Date(),
  })
  return { asked, effectOf }
}
const policies = () => ({ now: {}, would: {} }) as never

it('a preview ends after so many turns, also where none of them can be decided again', async () => {
  const { asked, effectOf } = bench()
  expect(await effectOf('default', policies())).toMatchObject({ turns: 0, capped: true })
  expect(asked).toHaveLength(20)
})

it('the newest preview of a tenant takes the place of the one before, and of nobody else’s', async () => {
  const { effectOf } = bench()
  const [first, second, other] = [effectOf('a', policies()), effectOf('a', policies()), effectOf('b', policies())]
  await expect(first).rejects.toMatchObject({ code: 'conflict' })
  expect([await second, await other]).toMatchObject([{ capped: true }, { capped: true }])
})

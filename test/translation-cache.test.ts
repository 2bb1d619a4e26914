import { expect, it } from 'vitest'
import { openTranslation } from '../src/compose-translation.ts'
import type { Config } from '../src/config.ts'
import type { Translator } from '../src/ports/translator.ts'

it('a translation is remembered until words are erased, and not where it was being made then', async () => {
  let made = 0
  let amid = (): void => undefined
  const translator = {
    translate: async () => {
      made += 1
      amid()
      return { text: '90 Wensan Road', lostNumbers: [] }
    },
    close: async () => undefined,
  } as unknown as Translator
  const { face, forget } = openTranslation(
    { config: {} as Config, log: { warn: () => undefined } },
    { add: () => undefined } as never,
    translator,
  )
  const answers: ((call: object) => Promise<unknown>)[] = []
  await face({} as never, { router: { add: ({ answer }: { answer: never }) => answers.push(answer) } } as never)
  const ask = async (): Promise<number> => {
    await answers[1]?.({ principal: { tenant: 'default' }, body: { text: '文三路 90 号', from: 'zh', to: 'en' } })
    return made
  }
  expect([await ask(), await ask()]).toEqual([1, 1])
  forget()
  amid = forget
  expect([await ask(), await ask()]).toEqual([2, 3])
})

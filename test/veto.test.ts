import { describe, expect, it } from 'vitest'
import type { AntiAnswer } from '../src/domain/anti-answer.ts'
import type { Article } from '../src/domain/article.ts'
import { createAntiAnswers, newAntiAnswer, parseAntiAnswers } from '../src/knowledge/anti-answers.ts'
import { createVetoes, type VetoParts } from '../src/knowledge/veto.ts'

/** Meaning on a circle: what is said of a dead crab lies at 0°, how to steam one at 60°, parcels at 180°. */
const DEGREES: Record<string, number> = {
  螃蟹死了怎么赔: 0,
  死蟹能退钱吗: 8,
  螃蟹死了怎么赔呀: 8,
  到货全是死的咋办: 12,
  拆开都不动了: 30,
  螃蟹怎么清蒸: 60,
  清蒸大闸蟹: 64,
  '水开后蒸12分钟。': 70,
  蒸几分钟呀: 56,
  我的快递到哪了: 180,
}
const vectorOf = (text: string): Float32Array => {
  const angle = ((DEGREES[text] ?? 120) * Math.PI) / 180
  return new Float32Array([Math.cos(angle), Math.sin(angle)])
}
const recipe: Article = {
  ...{ id: 'steam-crab', version: 'v1', intent: 'cooking', mode: 'auto', courtesy: false },
  title: { zh: '清蒸大闸蟹', en: '' },
  questions: { zh: ['螃蟹怎么清蒸'], en: [] },
  answers: { zh: [{ text: '水开后蒸12分钟。' }], en: [] },
}
const never = (of: AntiAnswer['never'], questions = ['螃蟹死了怎么赔', '死蟹能退钱吗']): AntiAnswer => ({
  ...{ id: 'a1', questions, language: 'zh', never: of, by: 'ann', at: '2026-11-22T00:00:00.000Z' },
})
const vetoesOf = async (parts: Partial<VetoParts> = {}) => {
  const vetoes = createVetoes({
    list: () => [never({ article: 'steam-crab' })],
    articles: () => [recipe],
    normalise: (text) => text,
    embed: async (texts) => texts.map(vectorOf),
    mean: () => new Float32Array(2),
    ...parts,
  })
  await vetoes.refresh()
  return vetoes
}
const asked = (text: string) => ({ text, vector: vectorOf(text) })

describe('a veto', () => {
  it('works by meaning, not on the string', async () => {
    const { veto } = await vetoesOf()
    expect(veto(asked('到货全是死的咋办'))).toMatchObject([{ antiAnswer: 'a1', article: 'steam-crab' }])
    expect(veto(asked('蒸几分钟呀')), 'what the article is for').toEqual([])
    expect(veto(asked('我的快递到哪了')), 'something else').toEqual([])
  })
  it('takes the article away where it is sure, lets a person look where it is not, and lets what the article says through', async () => {
    const { veto } = await vetoesOf()
    expect(veto(asked('到货全是死的咋办')).map(({ doubtful }) => doubtful)).toEqual([undefined])
    expect(
      veto(asked('拆开都不动了')).map(({ doubtful }) => doubtful),
      'halfway',
    ).toEqual([true])
    const own = { ...recipe, questions: { zh: ['螃蟹怎么清蒸', '拆开都不动了'], en: [] } }
    const { veto: known } = await vetoesOf({ articles: () => [own] })
    expect(known(asked('拆开都不动了')), 'a question of the article itself').toEqual([])
  })
  it('holds for all articles of an intent, each by what it is for itself', async () => {
    const other = {
      ...recipe,
      id: 'crab-safety',
      title: { zh: '拆开都不动了', en: '' },
      questions: { zh: ['拆开都不动了'], en: [] },
    }
    const { veto } = await vetoesOf({
      list: () => [never({ intent: 'cooking' })],
      articles: () => [recipe, { ...other, answers: { zh: [], en: [] } }],
    })
    const articles = veto(asked('拆开都不动了')).map(({ article }) => article)
    expect(articles).toEqual(['steam-crab'])
  })
  it('holds for what is nearly written down, also where the article is asked for in the same words', async () => {
    const same = { ...recipe, title: { zh: '螃蟹死了怎么赔呀', en: '' }, questions: { zh: ['死蟹能退钱吗'], en: [] } }
    const { veto } = await vetoesOf({
      list: () => [never({ article: 'steam-crab' }, ['死蟹能退钱吗', '拆开都不动了', '我的快递到哪了'])],
      articles: () => [{ ...same, answers: { zh: [], en: [] } }],
    })
    expect(veto({ text: '死蟹能退钱不', vector: vectorOf('死蟹能退钱吗') })).toHaveLength(1)
    expect(veto(asked('蒸几分钟呀'))).toMatchObject([{ doubtful: true }])
  })
  it('recognises the question as written without a vector, and waits for the encoder with the rest', async () => {
    let down = true
    const embed = async (texts: readonly string[]) => {
      if (down) throw new Error('down')
      return texts.map(vectorOf)
    }
    const { veto, status, refresh } = await vetoesOf({ embed })
    expect(status()).toEqual({ inForce: 0, waiting: 1, reason: 'the encoder is not available: down' })
    expect(veto({ text: '螃蟹死了怎么赔' })).toHaveLength(1)
    expect(veto(asked('到货全是死的咋办'))).toEqual([])
    down = false
    await refresh()
    expect(status()).toEqual({ inForce: 1, waiting: 0 })
    expect(veto(asked('到货全是死的咋办'))).toHaveLength(1)
  })
  it('hears trouble where nearness cannot tell, and only where one side tells of it', async () => {
    const between = asked('拆开都不动了')
    const near = await vetoesOf()
    expect(near.veto(between)).toHaveLength(1)
    const calm = await vetoesOf({ trouble: (text) => (/死/.test(text) ? 10 : -10) })
    expect(calm.veto(between), 'asks calmly').toEqual([])
    const upset = await vetoesOf({ trouble: (text) => (/死|不动/.test(text) ? 10 : -10) })
    expect(upset.veto(between), 'something is wrong').toHaveLength(1)
    const same = await vetoesOf({ trouble: (text) => (/不动/.test(text) ? -50 : 3) })
    expect(same.veto(between), 'both sides are alike: nearness alone').toHaveLength(1)
  })
  it('turns round where the article is for trouble and what is forbidden is not', async () => {
    const forTrouble = { list: () => [never({ article: 'steam-crab' })] }
    const calmOnes = await vetoesOf({ ...forTrouble, trouble: (text) => (/蒸/.test(text) ? 10 : -10) })
    expect(calmOnes.veto(asked('拆开都不动了')), 'as calm as the forbidden ones').toHaveLength(1)
    const upset = await vetoesOf({ ...forTrouble, trouble: (text) => (/蒸|不动/.test(text) ? 10 : -10) })
    expect(upset.veto(asked('拆开都不动了')), 'what the article is for').toEqual([])
  })
  it('holds an article back that came a moment ago, before it has vectors', async () => {
    let articles = [recipe]
    const waits: (() => void)[] = []
    let slow = false
    const vetoes = await vetoesOf({
      list: () => [never({ intent: 'cooking' })],
      articles: () => articles,
      embed: async (texts) => {
        if (slow) await new Promise<void>((resolve) => waits.push(resolve))
        return texts.map(vectorOf)
      },
    })
    slow = true
    const fresh = { ...recipe, id: 'new', title: { zh: '螃蟹食谱大全', en: '' }, questions: { zh: [], en: [] } }
    articles = [recipe, fresh]
    const refreshed = vetoes.refresh()
    await expect.poll(() => waits.length).toBe(1)
    expect(vetoes.veto(asked('到货全是死的咋办')).map(({ article }) => article)).toEqual(['steam-crab', 'new'])
    waits[0]?.()
    await refreshed
  })
  it('counts its revisions, so that nothing is remembered from before', async () => {
    const vetoes = await vetoesOf()
    const before = vetoes.revision()
    await vetoes.refresh()
    expect(vetoes.revision()).toBeGreaterThan(before)
  })
})

describe('the list', () => {
  const listOf = () => {
    let value: readonly AntiAnswer[] = []
    return createAntiAnswers({
      kept: {
        current: () => value,
        change: async (next) => {
          value = next(value)
          return value
        },
        watch: () => () => undefined,
      },
      articles: () => [recipe],
      languageOf: (text) => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en'),
      now: () => new Date('2026-11-22T00:00:00Z'),
      newId: () => 'a1',
    })
  }
  it('takes what names an article or an intent of the library, and says what it does not know', async () => {
    const list = listOf()
    const added = await list.add(
      { questions: ['螃蟹死了怎么赔', '螃蟹死了怎么赔'], never: { article: 'steam-crab' } },
      'ann',
    )
    expect(added).toEqual(never({ article: 'steam-crab' }, ['螃蟹死了怎么赔']))
    expect(parseAntiAnswers(JSON.parse(JSON.stringify(list.list())))).toEqual([added])
    await expect(list.add({ questions: ['x'], never: { article: 'nope' } }, 'ann')).rejects.toThrow(/no article nope/)
    await expect(list.add({ questions: ['x'], never: { intent: 'nope' } }, 'ann')).rejects.toThrow(/intent nope/)
    await list.remove('a1')
    expect(list.list()).toEqual([])
    await expect(list.remove('a1')).rejects.toMatchObject({ code: 'not_found' })
  })
  it('refuses what says nothing or too much, by field', () => {
    const faultsOf = (value: unknown) => newAntiAnswer.safeParse(value).error?.issues.map(({ path }) => path.join('.'))
    expect(faultsOf({ questions: [], never: { article: 'a' } })).toEqual(['questions'])
    expect(faultsOf({ questions: ['x', ' '], never: { article: 'a' } })).toEqual(['questions.1'])
    expect(faultsOf({ questions: ['x'.repeat(501)], never: { intent: 'a' } })).toEqual(['questions.0'])
    expect(faultsOf({ questions: ['x'], never: { article: 'a', intent: 'b' } })).toEqual(['never'])
    expect(() => parseAntiAnswers([{ id: 'x' }])).toThrow(/questions/)
  })
})

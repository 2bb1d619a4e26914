import type { Upload } from '../../src/domain/knowledge-import.ts'
import { articleOf } from './articles.ts'

/** A few articles and an upload over them, for tests of crashes. */
export const IMPORT = 'the-import'
/** As it was at first, with words that are nowhere else. */
export const ERASED = articleOf('returns', {
  questions: { zh: ['怎么退货呀'], en: [] },
  answers: { zh: [{ text: '联系张经理，手机 13800138000。' }], en: [] },
})
export const ERASED_WORDS = ['张经理', '李经理']
/** The same after an edit. */
export const RETURNS = articleOf('returns', {
  questions: { zh: ['怎么退货呀'], en: [] },
  answers: { zh: [{ text: '联系李经理，手机 13900139000。' }], en: [] },
})
export const SEED = { articles: [articleOf('greeting'), ERASED, articleOf('old-rule')], facts: {}, hash: 'seed' }
/** Its question is not in the library before. */
export const NEW_QUESTION = '门店几点关门'
export const UPLOAD: Upload = {
  name: '常见问题.csv',
  bytes: Buffer.from(
    `id,问题,答案,状态\nstores,${NEW_QUESTION},晚上十点关门。,\nold-rule,,,下线\ngreeting,你好呀,您好，请问有什么可以帮您？,\n`,
  ),
  by: 'wang',
}

import type { Localised } from '../domain/customer.ts'
import type { Random } from '../lib/random.ts'

const FAMILY =
  '王 Wang 李 Li 张 Zhang 刘 Liu 陈 Chen 杨 Yang 黄 Huang 吴 Wu 周 Zhou 徐 Xu 孙 Sun 马 Ma 朱 Zhu 胡 Hu 林 Lin 郭 Guo 何 He 高 Gao 罗 Luo 郑 Zheng'
const GIVEN =
  '芳 Fang 娜 Na 敏 Min 静 Jing 磊 Lei 洋 Yang 勇 Yong 雨桐 Yutong 子涵 Zihan 浩然 Haoran 欣怡 Xinyi 志强 Zhiqiang 丽华 Lihua 建国 Jianguo 思远 Siyuan 梓萱 Zixuan 晨 Chen 雪 Xue 海燕 Haiyan 俊杰 Junjie'
/** Some customers are foreigners who live here. */
const FOREIGN: Localised[] = [
  { zh: '艾玛·威尔逊', en: 'Emma Wilson' },
  { zh: '卢卡斯·迈尔', en: 'Lukas Meyer' },
  { zh: '索菲·杜邦', en: 'Sophie Dupont' },
  { zh: '詹姆斯·奥康纳', en: "James O'Connor" },
  { zh: '普里娅·沙玛', en: 'Priya Sharma' },
  { zh: '马可·罗西', en: 'Marco Rossi' },
  { zh: '田中优子', en: 'Yuko Tanaka' },
  { zh: '朴智敏', en: 'Park Ji-min' },
]
const FOREIGN_SHARE = 0.12

const pairsOf = (words: string): Localised[] => {
  const list = words.split(' ')
  return Array.from({ length: list.length / 2 }, (_, n) => ({
    zh: list[2 * n] as string,
    en: list[2 * n + 1] as string,
  }))
}
const FAMILIES = pairsOf(FAMILY)
const GIVENS = pairsOf(GIVEN)

export const pick = <T>(list: readonly T[], random: Random): T => list[random.below(list.length)] as T

export const nameSomebody = (random: Random): Localised => {
  if (random.next() < FOREIGN_SHARE) return pick(FOREIGN, random)
  const family = pick(FAMILIES, random)
  const given = pick(GIVENS, random)
  return { zh: `${family.zh}${given.zh}`, en: `${given.en} ${family.en}` }
}

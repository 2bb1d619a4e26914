import type { FieldFault } from '../../domain/errors.ts'
import { language } from '../shared/i18n.ts'

/** The server says in English what is wrong; the same in Chinese. What is not here is shown as the server says it. */
const CHINESE: readonly [RegExp, string][] = [
  [/^is required: write a text$/, '必填'],
  [/^is required: write a title or a question$/, '请填写标题或至少一种问法'],
  [/^is missing: write 4 to 8 questions.*/, '请写 4 到 8 种顾客会用的问法'],
  [/^is missing: write the plain answer.*/, '请写这个语言的答案'],
  [/^is missing: write an answer in one language$/, '请至少写一个语言的答案'],
  [/^is taken: .*/, '编号已被占用，请换一个'],
  [/^has no answer: .*/, '至少写一个语言的答案'],
  [/^write \{"slot".*/, '请选择至少一种状态'],
  [/^has (\d+) characters: keep it under (\d+)$/, '有 $1 个字符，请少于 $2 个'],
  [/^a link leads to .*/, '链接只能是 http、https、mailto 或 tel，图片只能是 http 或 https'],
  [/^has no text: .*/, '请写答案内容'],
  [/^is longer than (\d+) characters: .*/, '超过 $1 个字符，请缩短'],
  [/^keep the best ([\d,]+)$/, '最多 $1 条'],
  [/^name ([\d,]+) at most$/, '最多 $1 个'],
  [/^not in intents\.jsonl: did you mean (.+)\?$/, '没有这个意图，是不是 $1？'],
  [/^not in intents\.jsonl: .*/, '没有这个意图，请从列表中选择'],
  [/^use lower-case letters, digits and single underscores.*/, '只能用小写字母、数字和单个下划线，例如 track_parcel'],
  [/^use lower-case letters, digits and single hyphens.*/, '只能用小写字母、数字和单个连字符，例如 track-parcel'],
  [/^nobody fills this slot: did you mean \{\{(.+?)\}\}\?.*/, '没有这个变量，是不是 {{$1}}？'],
  [/^nobody fills this slot: .*/, '没有这个变量，请从变量列表中选择'],
  [/^a slot is not closed: .*/, '变量没有写完整，应写成 {{变量}}'],
  [/^must be after validFrom \((.+)\)$/, '必须晚于开始时间（$1）'],
  [/^write a date: .*/, '请填写日期，例如 2027-05-01'],
  [/^write 2026-11-01 00:00 by the shop.*/, '请按店铺时间填写，例如 2026-11-01 00:00'],
  [/^write a whole address that begins with https:\/\/$/, '请填写以 https:// 开头的完整地址'],
  [/^write a whole address that begins with https:\/\/ or http:\/\/$/, '请填写以 https:// 或 http:// 开头的完整地址'],
  [/^give it one of the two: .*/, '请填写按钮要打开的网址，或要发送的消息'],
  [/^use names of channels.*/, '渠道名只能用小写字母、数字、- 和 _，例如 widget'],
  [/^stands there twice: .*/, '同一种情形写了两次，请保留一个'],
  [/^(?:order|refund)\.status is one of .*/, '请选择至少一种状态'],
  [/^is not a text: .*/, '请写文字'],
]

/** What is wrong and how to mend it, in the page's language; names the value where there is one. */
export const faultText = ({ value, fix }: FieldFault): string => {
  const shown = typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE ? value : undefined
  const told = language.value === 'zh' ? inChinese(fix) : fix
  if (shown === undefined) return told
  return language.value === 'zh' ? `“${shown}”：${told}` : `“${shown}”: ${told}`
}

/** A value that is longer says nothing that the field does not show. Characters. */
const LONGEST_VALUE = 60

const inChinese = (fix: string): string => {
  for (const [pattern, text] of CHINESE) if (pattern.test(fix)) return fix.replace(pattern, text)
  return fix
}

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

interface Share {
  share: number
  lower: number
  upper: number
}
interface Report {
  accuracy: Share
  ece: number
  answered: { rate: Share; right: Share }
  perLanguage: Record<'zh' | 'en', { accuracy: Share }>
}

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')
const percent = (share: number): string => (100 * share).toFixed(1)
const within = ({ share, lower, upper }: Share): string => `${percent(share)} % (${percent(lower)}–${percent(upper)})`

it('README says of the starter model what its report says', () => {
  const report = JSON.parse(read('eval/report/report.json')) as Report
  const { zh, en } = report.perLanguage
  const rows = read('README.md').split('\n')
  const row = (name: string): string => rows.find((line) => line.startsWith(`| ${name}`)) ?? ''
  expect(row('right on 400 utterances')).toContain(
    `| ${within(report.accuracy)}; zh ${percent(zh.accuracy.share)}, en ${percent(en.accuracy.share)} |`,
  )
  const { rate, right } = report.answered
  expect(row('answers given alone')).toContain(
    `| ${percent(rate.share)} % of messages, ${percent(right.share)} % of them right (${percent(right.lower)}–${percent(right.upper)}) |`,
  )
  expect(row('calibration error')).toContain(`| ${(100 * report.ece).toFixed(1)} points |`)
})

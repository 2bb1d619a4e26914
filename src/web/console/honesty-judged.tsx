import type { JudgedFigures } from '../../domain/judged-figures.ts'
import { createTexts, language } from '../shared/i18n.ts'
import { customerName } from './customer-name.ts'
import { useFetched } from './fetched.ts'
import { judgementText } from './judged.tsx'

const zh = {
  title: '客户结束时的评价',
  none: '结束的 {ended} 个会话里还没有评价。',
  thumbs: '{n} 位客户评价，{good} 位满意。',
  stars: '{n} 位客户打分，平均 {mean} 分（满分 5）。',
  ended: '共结束 {ended} 个会话。',
  capped: '只看了最新的 {ended} 个。',
}
const en: Record<keyof typeof zh, string> = {
  title: 'What customers said at the end',
  none: 'None of the {ended} conversations that ended was rated.',
  thumbs: '{n} customers rated, {good} of them good.',
  stars: '{n} customers gave marks, {mean} of 5 on average.',
  ended: '{ended} conversations ended.',
  capped: 'Only the newest {ended} were looked at.',
}
const h = createTexts<keyof typeof zh>({ zh, en })

/** Ratings of whole conversations; they are no evidence about single answers. */
export const JudgedPart = ({ days }: { days: number }) => {
  const { state } = useFetched<JudgedFigures>(`/v1/ratings?days=${days}`)
  const found = state.value
  if (found.name !== 'there') return null
  const { ended, capped, thumbs, stars, words } = found.value
  return (
    <section aria-labelledby="honesty-judged">
      <h2 id="honesty-judged">{h('title')}</h2>
      {thumbs.n + stars.n === 0 ? (
        <p class="muted">{h('none', { ended })}</p>
      ) : (
        <p>
          {thumbs.n > 0 && h('thumbs', thumbs)}{' '}
          {stars.n > 0 && h('stars', { n: stars.n, mean: (stars.sum / stars.n).toFixed(1) })}{' '}
          <span class="muted">{h('ended', { ended })}</span>
        </p>
      )}
      {capped && <p class="muted">{h('capped', { ended })}</p>}
      <ul>
        {words.map((one) => (
          <li key={one.conversation}>
            <a href={`#c=${one.conversation}`}>{customerName(one.customerName)}</a>{' '}
            <span class="muted small">
              {judgementText(one)} · {new Date(one.at).toLocaleString(language.value)}
            </span>
            <p>{one.words}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

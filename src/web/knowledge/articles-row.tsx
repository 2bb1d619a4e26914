import type { ArticleRow } from '../../domain/article-edits.ts'
import type { Language } from '../../domain/message.ts'
import { percent, shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { href } from './address.ts'
import { t } from './articles-texts.ts'

interface RowProps {
  row: ArticleRow
  index: number
  total: number
  top: number
  height: number
  unsaved: boolean
  now: number
  onFocus(index: number): void
}

/** One article of the list; stands at its place, whatever else is drawn. */
export const Row = ({ row, index, total, top, height, unsaved, now, onFocus }: RowProps) => (
  <li
    class="article-row"
    aria-setsize={total}
    aria-posinset={index + 1}
    style={{ top: `${top}px`, height: `${height}px` }}
  >
    <a href={href(['articles', row.id])} data-row={index} onFocus={() => onFocus(index)}>
      <span class="row-what">
        <strong lang={langTag(titleLanguage(row))}>{titleOf(row)}</strong>
        {unsaved && <span class="chip wait">{t('unsaved')}</span>}
        <span class="row-sub">
          <code>{row.id}</code>
          <span>{t(row.questions === 1 ? 'phrasingsOne' : 'phrasings', { n: row.questions })}</span>
          {row.languages.length === 1 && (
            <span class="chip wait">{t(row.languages[0] === 'zh' ? 'onlyZh' : 'onlyEn')}</span>
          )}
        </span>
      </span>
      <span class="row-mode">
        <span class={`chip mode-${row.mode}`}>{t(row.mode)}</span>
        <Validity row={row} now={now} />
      </span>
      <Use row={row} />
      <span class="row-care">
        {row.owner !== undefined && <span>{row.owner}</span>}
        {row.review !== undefined && Date.parse(row.review) <= now && (
          <span class="chip wait">{t('reviewDue', { date: shortDate(row.review, language.value) })}</span>
        )}
      </span>
    </a>
  </li>
)

const Validity = ({ row: { validFrom, validTo }, now }: { row: ArticleRow; now: number }) => {
  const date = (iso: string) => shortDate(iso, language.value)
  if (validFrom !== undefined && Date.parse(validFrom) > now)
    return <span class="chip wait">{t('starts', { date: date(validFrom) })}</span>
  if (validTo === undefined) return null
  return Date.parse(validTo) <= now ? (
    <span class="chip bad">{t('ended', { date: date(validTo) })}</span>
  ) : (
    <span class="chip">{t('ends', { date: date(validTo) })}</span>
  )
}

const Use = ({ row: { shown, answered, accepted, edited, dismissed } }: { row: ArticleRow }) => {
  const judged = accepted + edited + dismissed
  if (shown + answered + judged === 0) return <span class="row-use muted">{t('neverUsed')}</span>
  const share = judged === 0 ? undefined : (accepted + edited) / judged
  return (
    <span class="row-use">
      <span>
        {[shown > 0 && t('shown', { n: shown }), answered > 0 && t('answered', { n: answered })]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {share !== undefined && (
        <span class="taken" title={t('takenHow', { accepted, edited, dismissed })}>
          <span class="meter" aria-hidden="true">
            <span style={{ width: `${Math.round(share * 100)}%` }} />
          </span>
          {t('taken', { share: share === 1 ? '100%' : percent(share) })}
        </span>
      )}
    </span>
  )
}

const titleLanguage = ({ title }: Pick<ArticleRow, 'title'>): Language =>
  title[language.value] === '' ? (language.value === 'zh' ? 'en' : 'zh') : language.value

/** In the page's language where there is one. */
export const titleOf = (row: Pick<ArticleRow, 'title'> & { id?: string }): string =>
  row.title[titleLanguage(row)] || (row.id ?? '')

export const langTag = (of: Language): string => (of === 'zh' ? 'zh-CN' : 'en')

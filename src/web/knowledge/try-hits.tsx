import { percent } from '../shared/format.ts'
import { href } from './address.ts'
import type { Tried, TryHit } from './articles-api.ts'
import { langTag, titleOf } from './articles-row.tsx'
import { t } from './try-texts.ts'

/** What a question found, best first, with why; and what would have been found but for a filter. */
export const TryHits = ({ tried, draftId }: { tried: Tried; draftId: string | undefined }) => (
  <>
    {tried.corrected !== undefined && <p class="corrected">{t('corrected', { text: tried.corrected })}</p>}
    {tried.hits.length === 0 ? (
      <div class="nothing">
        <p>
          <strong>{t('none')}</strong>
        </p>
        <p class="muted">{t('noneHint')}</p>
      </div>
    ) : (
      <p class="muted small">{t(tried.hits.length === 1 ? 'foundOne' : 'found', { n: tried.hits.length })}</p>
    )}
    <ol class="hits">
      {tried.hits.map((hit) => (
        <Hit key={`${hit.article} ${hit.text}`} hit={hit} isDraft={hit.article === draftId} />
      ))}
    </ol>
    {tried.left.length > 0 && (
      <section class="left-aside">
        <h2>{t('left')}</h2>
        <ul>
          {tried.left.map(({ article, title, reason }) => (
            <li key={`${article} ${reason}`}>
              <a href={href(['articles', article])}>{titleOf({ title, id: article })}</a>
              <span class="chip bad">{t(reason)}</span>
            </li>
          ))}
        </ul>
      </section>
    )}
  </>
)

const Hit = ({ hit, isDraft }: { hit: TryHit; isDraft: boolean }) => (
  <li class="hit">
    <p class="hit-head">
      {isDraft ? (
        <strong>{titleOf({ title: hit.title, id: hit.article })}</strong>
      ) : (
        <a href={href(['articles', hit.article])}>{titleOf({ title: hit.title, id: hit.article })}</a>
      )}
      <span class={`chip mode-${hit.mode}`}>{t(`mode_${hit.mode}`)}</span>
      {isDraft && <span class="chip bot">{t('thisDraft')}</span>}
      {hit.otherLanguage === true && <span class="chip wait">{t('otherLanguage')}</span>}
    </p>
    <p class="hit-text" lang={langTag(hit.language)}>
      {hit.text}
    </p>
    <p class="hit-sure">
      <span class="meter" aria-hidden="true">
        <span style={{ width: `${Math.round(hit.probability * 100)}%` }} />
      </span>
      {t('probability', { share: percent(hit.probability) })}
    </p>
    <Why hit={hit} />
  </li>
)

const Why = ({ hit: { matched, semantic, lexical } }: { hit: TryHit }) => (
  <dl class="why" aria-label={t('why')}>
    <div>
      <dt>{t('words')}</dt>
      <dd>{matched.length === 0 ? t('noWords') : matched.map((word) => <mark key={word}>{word}</mark>)}</dd>
    </div>
    <div>
      <dt class="sr">{t('why')}</dt>
      <dd class="muted">
        {semantic === undefined ? t('noMeaning') : t('meaning', { score: semantic.toFixed(2) })} ·{' '}
        {t('lexical', { score: lexical.toFixed(1) })}
      </dd>
    </div>
  </dl>
)

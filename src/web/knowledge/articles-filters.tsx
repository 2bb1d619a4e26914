import { useEffect } from 'preact/hooks'
import type { IntentDescription } from '../../domain/article.ts'
import { language, said } from '../shared/i18n.ts'
import { intents, loadIntents } from './articles-intents.ts'
import type { ListQuery } from './articles-list.ts'
import { t } from './articles-texts.ts'
import { useWorkroom } from './workroom.ts'

const MODES = ['auto', 'suggest', 'off'] as const
const LANGUAGES = ['zh', 'en'] as const
const STATES = ['current', 'future', 'past', 'review'] as const
const SORTS = ['', 'shown', 'accepted'] as const
const SORT_NAMES = { zh: 'sortTitle', en: 'sortId', shown: 'sortShown', accepted: 'sortAccepted' } as const

/** What the list is narrowed to, and its order. */
export const ArticlesFilters = ({ query, onChange }: { query: ListQuery; onChange(more: ListQuery): void }) => {
  const { call } = useWorkroom()
  useEffect(() => void loadIntents(call), [call])
  return (
    <fieldset class="filters-row" aria-label={t('filters')}>
      <Choice label={t('mode')} value={query.mode} onChange={(mode) => onChange({ mode })}>
        {MODES.map((mode) => (
          <option key={mode} value={mode}>
            {t(mode)}
          </option>
        ))}
      </Choice>
      <Choice label={t('lang')} value={query.lang} onChange={(lang) => onChange({ lang })}>
        {LANGUAGES.map((lang) => (
          <option key={lang} value={lang}>
            {t(lang)}
          </option>
        ))}
      </Choice>
      <Choice label={t('state')} value={query.state} onChange={(state) => onChange({ state })}>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {t(state)}
          </option>
        ))}
      </Choice>
      <Choice label={t('intent')} value={query.intent} onChange={(intent) => onChange({ intent })}>
        {intents.value.map((each: IntentDescription) => (
          <option key={each.intent} value={each.intent}>
            {each.intent} · {said(each)}
          </option>
        ))}
      </Choice>
      <label class="choice">
        <span>{t('sort')}</span>
        <select value={query.sort ?? ''} onChange={(event) => onChange({ sort: event.currentTarget.value })}>
          {SORTS.map((value) => (
            <option key={value} value={value}>
              {t(SORT_NAMES[value === '' ? language.value : value])}
            </option>
          ))}
        </select>
      </label>
    </fieldset>
  )
}

const Choice = (props: {
  label: string
  value: string | undefined
  onChange(value: string): void
  children: preact.ComponentChildren
}) => (
  <label class={props.value === undefined ? 'choice' : 'choice chosen'}>
    <span>{props.label}</span>
    <select value={props.value ?? ''} onChange={(event) => props.onChange(event.currentTarget.value)}>
      <option value="">{t('all')}</option>
      {props.children}
    </select>
  </label>
)

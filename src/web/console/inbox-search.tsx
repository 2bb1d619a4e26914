import { useSignal } from '@preact/signals'
import { Icon } from '../shared/icons.tsx'
import { isImeKey } from '../shared/keys.ts'
import { channelOf } from './channels.ts'
import { useDesk } from './desk-context.ts'
import type { InboxView } from './inbox-view.ts'
import { isNarrow, type Search, WIDGET } from './rows.ts'
import { MAX_NAME, type SavedFilter, type SavedFilters } from './saved-filters.ts'
import { tagChoices, tagText } from './tags.ts'
import { t } from './texts.ts'

const WAITED_MINUTES = [5, 15, 60]
const CHANNELS = [WIDGET, 'wechat', 'whatsapp', 'email', 'phone']

/** Words, and what else narrows the list; agents keep what they look for often. */
export const InboxSearch = ({ view, saved }: { view: InboxView; saved: SavedFilters }) => {
  const open = useSignal(false)
  const { search, filter } = view
  const { tags: known, inbox } = useDesk()
  const carried = () => [...inbox.rows.value.values()].map(({ marks }) => marks?.tags ?? [])
  const { words: _, ...rest } = search.value
  const marks = Object.values(rest).filter((value) => value !== undefined).length
  const narrow = (change: { [K in keyof Search]?: Search[K] | undefined }) => {
    const next = Object.fromEntries(
      Object.entries({ ...search.value, ...change }).filter(([, value]) => value !== undefined && value !== ''),
    )
    search.value = next
  }
  const use = (one: SavedFilter) => {
    filter.value = one.filter
    search.value = one.search
  }
  return (
    <search class="search">
      <div class="search-line">
        <input
          type="search"
          id="inbox-search"
          placeholder={t('searchInbox')}
          aria-label={t('searchInbox')}
          value={search.value.words ?? ''}
          onInput={({ currentTarget }) => narrow({ words: currentTarget.value })}
          onKeyDown={(event) => {
            // Esc in the candidates of an input method leaves these, not the search.
            if (event.key === 'Escape' && search.value.words !== undefined && !isImeKey(event, false)) {
              event.preventDefault()
              narrow({ words: undefined })
            }
          }}
        />
        <button
          type="button"
          class="icon-button"
          aria-label={marks > 0 ? t('filtersOn', { n: marks }) : t('filters')}
          title={t('filters')}
          aria-expanded={open.value}
          aria-controls="inbox-narrow"
          onClick={() => {
            open.value = !open.value
          }}
        >
          <Icon name="sliders" />
          {marks > 0 && <span class="dot-mark" />}
        </button>
      </div>
      {saved.all.value.length > 0 && (
        <ul class="saved" aria-label={t('savedFilters')}>
          {saved.all.value.map((one) => (
            <li key={one.name}>
              <button type="button" onClick={() => use(one)}>
                {one.name}
              </button>
              {open.value && (
                <button
                  type="button"
                  aria-label={t('dropFilter', { name: one.name })}
                  onClick={() => saved.drop(one.name)}
                >
                  <Icon name="close" size={12} />
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {open.value && (
        <div class="narrow" id="inbox-narrow">
          <Choice
            label={t('byLanguage')}
            value={search.value.language ?? ''}
            options={[
              ['', t('any')],
              ['zh', '中文'],
              ['en', 'English'],
            ]}
            onChange={(value) => narrow({ language: value === 'zh' || value === 'en' ? value : undefined })}
          />
          <Choice
            label={t('byChannel')}
            value={search.value.channel ?? ''}
            options={[
              ['', t('any')],
              ...CHANNELS.map((one): [string, string] => [one, channelOf({ channel: one }).name]),
            ]}
            onChange={(channel) => narrow({ channel })}
          />
          <Choice
            label={t('byTag')}
            value={search.value.tag ?? ''}
            options={[
              ['', t('any')],
              ...tagChoices(known.value, carried()).map((tag): [string, string] => [tag, tagText(tag, known.value)]),
            ]}
            onChange={(tag) => narrow({ tag })}
          />
          <Choice
            label={t('byWaiting')}
            value={String(search.value.waitedMinutes ?? '')}
            options={[
              ['', t('any')],
              ...WAITED_MINUTES.map((n): [string, string] => [String(n), t('atLeastMinutes', { n })]),
            ]}
            onChange={(value) => narrow({ waitedMinutes: value === '' ? undefined : Number(value) })}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={search.value.urgent ?? false}
              onChange={({ currentTarget }) => narrow({ urgent: currentTarget.checked ? true : undefined })}
            />
            {t('onlyUrgent')}
          </label>
          <KeepFilter
            possible={isNarrow(search.value)}
            onKeep={(name) => saved.keep({ name, filter: filter.value, search: search.value })}
          />
        </div>
      )}
    </search>
  )
}

const Choice = (props: {
  label: string
  value: string
  options: readonly (readonly [string, string])[]
  onChange(value: string): void
}) => (
  <label>
    <span>{props.label}</span>
    <select value={props.value} onChange={({ currentTarget }) => props.onChange(currentTarget.value)}>
      {props.options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  </label>
)

const KeepFilter = ({ possible, onKeep }: { possible: boolean; onKeep(name: string): void }) => {
  const name = useSignal('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!possible || name.value.trim() === '') return
        onKeep(name.value)
        name.value = ''
      }}
    >
      <input
        aria-label={t('filterName')}
        placeholder={t('filterName')}
        maxLength={MAX_NAME}
        value={name.value}
        onInput={({ currentTarget }) => {
          name.value = currentTarget.value
        }}
      />
      <button type="submit" class="button small" disabled={!possible || name.value.trim() === ''}>
        {t('keepFilter')}
      </button>
    </form>
  )
}

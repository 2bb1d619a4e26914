import type { ArticleMode, Audience } from '../../domain/article.ts'
import type { FieldFault } from '../../domain/errors.ts'
import { said } from '../shared/i18n.ts'
import { intents } from './articles-intents.ts'
import type { FormField } from './editor-faults.ts'
import { Faults, Field, Group } from './editor-field.tsx'
import type { Draft } from './editor-fields.ts'
import { type EditorText, t } from './editor-texts.ts'
import { isoOf, localOf } from './editor-time.ts'

const MODES: readonly [ArticleMode, EditorText, EditorText][] = [
  ['auto', 'modeAuto', 'modeAutoHint'],
  ['suggest', 'modeSuggest', 'modeSuggestHint'],
  ['off', 'modeOff', 'modeOffHint'],
]
const AUDIENCES: readonly [Audience, EditorText][] = [
  ['everyone', 'audienceEveryone'],
  ['identified', 'audienceIdentified'],
  ['agents', 'audienceAgents'],
]
const ORDERS = ['unpaid', 'paid', 'shipped', 'out_for_delivery', 'delivered', 'cancelled', 'refunding'] as const

interface SettingsProps {
  draft: Draft
  /** Of the shop: what times are written in. */
  zone: string
  faults(field: FormField): readonly FieldFault[]
  edit(more: Partial<Draft>): void
}

/** What an article is for, whom, where and when. */
export const Settings = (props: SettingsProps) => (
  <section class="card settings">
    <h2>{t('settings')}</h2>
    <Mode {...props} />
    <Intent {...props} />
    <Reach {...props} />
    <Validity {...props} />
    <Orders {...props} />
    <Care {...props} />
  </section>
)

const Mode = ({ draft, faults, edit }: SettingsProps) => (
  <Group legend={t('mode')} class="modes">
    {MODES.map(([mode, name, hint]) => (
      <label class="mode-choice" key={mode}>
        <input type="radio" name="mode" checked={draft.mode === mode} onChange={() => edit({ mode })} />
        <span>
          <strong>{t(name)}</strong>
          <span class="hint">{t(hint)}</span>
        </span>
      </label>
    ))}
    <Faults faults={faults('mode')} />
  </Group>
)

const Intent = ({ draft, faults, edit }: SettingsProps) => {
  const known = intents.value.find(({ intent }) => intent === draft.intent)
  const isUnknown = draft.intent !== '' && known === undefined && intents.value.length > 0
  const hint = known !== undefined ? said(known) : t(isUnknown ? 'intentUnknown' : 'intentHint')
  return (
    <Field id="intent" label={t('intent')} hint={hint} faults={faults('intent')}>
      {(described) => (
        <>
          <input
            {...described}
            type="text"
            list="intent-list"
            autocomplete="off"
            spellcheck={false}
            value={draft.intent}
            onInput={(event) => edit({ intent: event.currentTarget.value })}
          />
          <datalist id="intent-list">
            {intents.value.map((each) => (
              <option key={each.intent} value={each.intent}>
                {said(each)}
              </option>
            ))}
          </datalist>
        </>
      )}
    </Field>
  )
}

const Reach = ({ draft, faults, edit }: SettingsProps) => (
  <div class="two">
    <Field id="audience" label={t('audience')} faults={faults('audience')}>
      {(described) => (
        <select
          {...described}
          value={draft.audience}
          onChange={(event) => edit({ audience: event.currentTarget.value as Audience })}
        >
          {AUDIENCES.map(([audience, name]) => (
            <option key={audience} value={audience}>
              {t(name)}
            </option>
          ))}
        </select>
      )}
    </Field>
    <Field id="channels" label={t('channels')} hint={t('channelsHint')} faults={faults('channels')}>
      {(described) => (
        <input
          {...described}
          type="text"
          // Not while typing: a comma just typed would vanish.
          defaultValue={draft.channels.join(', ')}
          key={draft.channels.join()}
          onChange={(event) => edit({ channels: event.currentTarget.value.split(/[\s,，、]+/).filter(Boolean) })}
        />
      )}
    </Field>
  </div>
)

const Validity = ({ draft, zone, faults, edit }: SettingsProps) => {
  const moment = (field: 'validFrom' | 'validTo') => (
    <Field id={field} label={t(field)} faults={faults(field)}>
      {(described) => (
        <input
          {...described}
          type="datetime-local"
          value={localOf(draft[field], zone)}
          onChange={(event) => edit({ [field]: isoOf(event.currentTarget.value, zone) })}
        />
      )}
    </Field>
  )
  return (
    <Group legend={t('validity')} hint={t('validityHint', { zone })}>
      <div class="two">
        {moment('validFrom')}
        {moment('validTo')}
      </div>
    </Group>
  )
}

const Orders = ({ draft, faults, edit }: SettingsProps) => (
  <Group legend={t('orders')} hint={t('ordersHint')}>
    <div class="ticks-row">
      {ORDERS.map((state) => (
        <label class="tick" key={state}>
          <input
            type="checkbox"
            checked={draft.orders.includes(state)}
            // In the order in which they are ticked: the likeliest state stands first.
            onChange={(event) =>
              edit({
                orders: event.currentTarget.checked
                  ? [...draft.orders, state]
                  : draft.orders.filter((each) => each !== state),
              })
            }
          />
          {t(`order_${state}`)}
        </label>
      ))}
    </div>
    <Faults faults={faults('orders')} />
  </Group>
)

const Care = ({ draft, faults, edit }: SettingsProps) => (
  <>
    <Field id="source" label={t('source')} hint={t('sourceHint')} faults={faults('source')}>
      {(described) => (
        <input
          {...described}
          type="text"
          value={draft.source}
          onInput={(event) => edit({ source: event.currentTarget.value })}
        />
      )}
    </Field>
    <label class="tick">
      <input
        type="checkbox"
        checked={draft.courtesy}
        onChange={(event) => edit({ courtesy: event.currentTarget.checked })}
      />
      {t('courtesy')}
    </label>
    <div class="two">
      <Field id="owner" label={t('owner')} faults={faults('owner')}>
        {(described) => (
          <input
            {...described}
            type="text"
            value={draft.owner}
            onInput={(event) => edit({ owner: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field id="review" label={t('review')} faults={faults('review')}>
        {(described) => (
          <input
            {...described}
            type="date"
            value={draft.review}
            onChange={(event) => edit({ review: event.currentTarget.value })}
          />
        )}
      </Field>
    </div>
  </>
)

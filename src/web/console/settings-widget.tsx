import { useSignal } from '@preact/signals'
import { LEAST_CONTRAST, type WidgetLook } from '../../domain/settings.ts'
import { contrast, isHexColour } from '../../lib/contrast.ts'
import { type AreaForm, Entry } from './settings-form.tsx'
import { WidgetPreview } from './settings-preview.tsx'
import { s } from './settings-texts.ts'

const PAPER = '#f6f4ef'
const DEFAULT_TENANT = 'default'

export const WidgetForm = ({ form, tenant }: { form: AreaForm<WidgetLook>; tenant: string }) => {
  const { value, disabled, change } = form
  const put = (next: Partial<WidgetLook>) => change({ ...value, ...next })
  const ratio = isHexColour(value.accent) ? contrast(value.accent, PAPER) : undefined
  const choice = <K extends 'position' | 'rating'>(name: K, choices: readonly WidgetLook[K][]) => (
    <Entry label={s(name)} faults={form.faultsAt(`widget.${name}`)}>
      {(marks) => (
        <select
          {...marks}
          value={value[name]}
          disabled={disabled}
          onChange={({ currentTarget }) => put({ [name]: currentTarget.value })}
        >
          {choices.map((one) => (
            <option key={one} value={one}>
              {s(one)}
            </option>
          ))}
        </select>
      )}
    </Entry>
  )
  return (
    <div class="look">
      <div class="look-fields">
        <Entry
          label={s('widgetAccent')}
          hint={ratio === undefined ? '#rrggbb' : s('contrastIs', { n: ratio.toFixed(1), least: LEAST_CONTRAST })}
          faults={
            ratio === undefined || ratio < LEAST_CONTRAST
              ? [{ field: '', value: '', fix: '' }]
              : form.faultsAt('widget.accent')
          }
        >
          {(marks) => (
            <span class="colour-entry">
              <input
                type="color"
                aria-label={s('widgetAccent')}
                value={isHexColour(value.accent) ? value.accent : '#000000'}
                disabled={disabled}
                onInput={({ currentTarget }) => put({ accent: currentTarget.value })}
              />
              <input
                {...marks}
                aria-label={`${s('widgetAccent')}, #rrggbb`}
                value={value.accent}
                disabled={disabled}
                onInput={({ currentTarget }) => put({ accent: currentTarget.value })}
              />
            </span>
          )}
        </Entry>
        {choice('position', ['right', 'left'])}
        {(['greeting', 'launcher'] as const).flatMap((name) =>
          (['zh', 'en'] as const).map((language) => (
            <Entry
              key={`${name}${language}`}
              label={`${s(name)} · ${s(language)}`}
              hint={s(`${name}Hint`)}
              faults={form.faultsAt(`widget.${name}.${language}`)}
            >
              {(marks) => (
                <input
                  {...marks}
                  lang={language}
                  value={value[name][language]}
                  disabled={disabled}
                  onInput={({ currentTarget }) => put({ [name]: { ...value[name], [language]: currentTarget.value } })}
                />
              )}
            </Entry>
          )),
        )}
        <Entry label={s('avatar')} hint={s('avatarHint')} faults={form.faultsAt('widget.avatar')}>
          {(marks) => (
            <input
              {...marks}
              value={value.avatar}
              disabled={disabled}
              onInput={({ currentTarget }) => put({ avatar: currentTarget.value })}
            />
          )}
        </Entry>
        {choice('rating', ['thumbs', 'stars', 'off'])}
        <Embed tenant={tenant} />
      </div>
      <WidgetPreview look={value} query={tenantQuery(tenant)} />
    </div>
  )
}

const tenantQuery = (tenant: string): string =>
  tenant === DEFAULT_TENANT || tenant === '' ? '' : `?tenant=${encodeURIComponent(tenant)}`

/** The line that shops put on their pages. */
const Embed = ({ tenant }: { tenant: string }) => {
  const copied = useSignal(false)
  const code = `<script async src="${location.origin}/widget.js${tenantQuery(tenant)}"></script>`
  return (
    <div class="embed">
      <span>{s('embed')}</span>
      <code>{code}</code>
      <button
        type="button"
        class="button"
        onClick={() => {
          void navigator.clipboard.writeText(code).then(() => {
            copied.value = true
          })
        }}
      >
        {s('copy')}
      </button>
      <span role="status" class="small">
        {copied.value && s('copied')}
      </span>
    </div>
  )
}

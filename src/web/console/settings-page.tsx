import './settings.css'
import './settings-forms.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { SettingsArea } from '../../domain/settings.ts'
import { Icon } from '../shared/icons.tsx'
import type { Desk } from './desk.ts'
import { useDesk } from './desk-context.ts'
import { SettingsAreas } from './settings-areas.tsx'
import { createSettingsBook, type SettingsBook } from './settings-book.ts'
import { CannedForm } from './settings-canned.tsx'
import { SettingsForm } from './settings-form.tsx'
import { SettingsHistory } from './settings-history.tsx'
import { HoursForm } from './settings-hours.tsx'
import { settingsPlace } from './settings-place.ts'
import { TagsForm } from './settings-tags.tsx'
import { s } from './settings-texts.ts'
import { ThresholdsForm } from './settings-thresholds.tsx'
import { WidgetForm } from './settings-widget.tsx'

const books = new WeakMap<Desk, SettingsBook>()
/** What was begun is there when one comes back from a conversation. */
const bookOf = (desk: Desk): SettingsBook => {
  const book = books.get(desk) ?? createSettingsBook()
  books.set(desk, book)
  return book
}

/** What the shop sets for itself, area by area, with its changes below. */
export const SettingsPage = () => {
  const desk = useDesk()
  const book = bookOf(desk)
  const place = useSignal<SettingsArea>(settingsPlace(location.hash) ?? 'canned')
  useEffect(() => {
    void book.read()
    const follow = () => {
      place.value = settingsPlace(location.hash) ?? place.value
    }
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  const area = place.value
  const found = book.answer.value
  const canWrite = desk.me.value.role === 'admin'
  return (
    <main class="shop-settings" data-pane tabIndex={-1}>
      <header class="shop-settings-head">
        <h1>{s('title')}</h1>
        <a class="link-button" href="#desk">
          <Icon name="back" size={15} /> {s('back')}
        </a>
      </header>
      <p class="intro muted">
        {s('intro')} {!canWrite && <strong>{s('readOnly')}</strong>}
      </p>
      <SettingsAreas book={book} area={area} />
      <div aria-live="polite">
        {found === undefined && book.failed.value === undefined && <p>{s('loading')}</p>}
        {book.failed.value !== undefined && (
          <p>
            {s('failed', { why: book.failed.value })}{' '}
            <button type="button" class="link-button" onClick={() => void book.read()}>
              {s('again')}
            </button>
          </p>
        )}
      </div>
      {found !== undefined && (
        <section key={area} aria-labelledby="area-title">
          <h2 id="area-title">{s(area)}</h2>
          {area === 'canned' && (
            <SettingsForm book={book} area="canned" canWrite={canWrite}>
              {(form) => <CannedForm form={form} />}
            </SettingsForm>
          )}
          {area === 'tags' && (
            <SettingsForm book={book} area="tags" canWrite={canWrite}>
              {(form) => <TagsForm form={form} />}
            </SettingsForm>
          )}
          {area === 'thresholds' && (
            <SettingsForm book={book} area="thresholds" canWrite={canWrite}>
              {(form) => <ThresholdsForm form={form} trained={found.trained} />}
            </SettingsForm>
          )}
          {area === 'hours' && (
            <SettingsForm book={book} area="hours" canWrite={canWrite}>
              {(form) => <HoursForm form={form} />}
            </SettingsForm>
          )}
          {area === 'widget' && (
            <SettingsForm book={book} area="widget" canWrite={canWrite}>
              {(form) => <WidgetForm form={form} tenant={desk.me.value.tenant ?? ''} />}
            </SettingsForm>
          )}
        </section>
      )}
      {found !== undefined && <SettingsHistory book={book} area={area} canWrite={canWrite} />}
    </main>
  )
}

import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { href } from './address.ts'
import { titleOf } from './articles-row.tsx'
import type { Editor } from './editor-model.ts'
import type { Removal } from './editor-remove.tsx'
import { t } from './editor-texts.ts'

/** What is being edited, whether it is saved, and the buttons that save and more. Stays in sight. */
export const EditorHead = (props: {
  editor: Editor
  mayEdit: boolean
  onSave(): void
  onRemove(removal: Removal): void
}) => {
  const { editor, mayEdit } = props
  const { note, busy, dirty } = editor
  const draft = editor.draft.value
  const isNew = editor.saved.value === undefined
  const heading = titleOf({ title: draft.title, id: draft.id }) || t('newTitle')
  return (
    <header class="editor-head">
      <a class="icon-button" href={href(['articles'])} aria-label={t('back')} title={`${t('back')} (Esc)`}>
        <Icon name="back" />
      </a>
      <div class="editor-name">
        <h1 tabIndex={-1} id="editor-title">
          {heading}
        </h1>
        <p class="muted small" role="status">
          {!isNew && <code>{draft.id}</code>} {mayEdit ? statusText(editor) : t('readOnly')}
        </p>
      </div>
      {mayEdit && (
        <div class="editor-actions">
          {dirty.value && !isNew && (
            <button type="button" class="link-button" onClick={editor.discard}>
              {t('discard')}
            </button>
          )}
          <input
            type="text"
            class="note-input"
            aria-label={t('note')}
            placeholder={t('note')}
            title={t('noteHint')}
            value={note.value}
            onInput={(event) => {
              note.value = event.currentTarget.value
            }}
          />
          <button
            type="button"
            class="button primary"
            // Not `disabled`: a disabled button would lose the focus.
            aria-disabled={busy.value}
            title="Ctrl+S"
            onClick={props.onSave}
          >
            {t(busy.value ? 'saving' : 'save')}
          </button>
          {!isNew && <More onRemove={props.onRemove} />}
        </div>
      )}
    </header>
  )
}

const statusText = ({ dirty, keeps }: Editor): string => {
  if (!dirty.value) return t('allSaved')
  return t(keeps.value ? 'unsaved' : 'unsavedLost')
}

/** What is rarely wanted: a menu that Esc and a click elsewhere close. */
const More = ({ onRemove }: { onRemove(removal: Removal): void }) => {
  const open = useSignal(false)
  const box = useRef<HTMLDetailsElement>(null)
  useEffect(() => {
    const elsewhere = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) open.value = false
    }
    addEventListener('pointerdown', elsewhere)
    return () => removeEventListener('pointerdown', elsewhere)
  }, [])
  const choose = (removal: Removal) => {
    open.value = false
    onRemove(removal)
  }
  return (
    <details
      ref={box}
      class="more-menu"
      open={open.value}
      onToggle={(event) => {
        open.value = event.currentTarget.open
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open.value) return
        event.preventDefault()
        open.value = false
        box.current?.querySelector('summary')?.focus()
      }}
    >
      <summary class="icon-button" aria-label={t('more')} title={t('more')}>
        ⋯
      </summary>
      <div class="more-list">
        <button type="button" onClick={() => choose('retire')}>
          {t('retire')}
        </button>
        <button type="button" class="bad" onClick={() => choose('erase')}>
          {t('erase')}
        </button>
      </div>
    </details>
  )
}

/** What stands in the way, or was found at opening. */
export const EditorNotes = ({ editor, onSaveAsNew }: { editor: Editor; onSaveAsNew(): void }) => {
  const { foundAt, trouble, faults, saved, behind } = editor
  const count = faults.value.length
  const bad = trouble.value
  return (
    <>
      {foundAt.value !== undefined && (
        <p class="editor-note">
          {t('found', { time: shortDate(foundAt.value, language.value, true) })}{' '}
          {behind.value && saved.value !== undefined && t('foundBehind')}
          <button type="button" class="link-button" onClick={editor.discard}>
            {t('discard')}
          </button>
        </p>
      )}
      {editor.canUndo.value && (
        <p class="editor-note" role="status">
          {t('discarded')}
          <button type="button" class="link-button" onClick={editor.undoDiscard}>
            {t('undo')}
          </button>
        </p>
      )}
      {bad !== undefined && (
        <p class="editor-note bad" role="alert">
          {bad.kind === 'faults' && t(count === 1 ? 'faultsOne' : 'faults', { n: count })}
          {bad.kind === 'offline' && t('offline')}
          {bad.kind === 'retired' && t('retiredMeanwhile')}
          {bad.kind === 'refused' && t('refused', { detail: bad.detail })}
          {bad.kind === 'retired' && (
            <button type="button" class="link-button" onClick={onSaveAsNew}>
              {t('saveAsNew')}
            </button>
          )}
        </p>
      )}
    </>
  )
}

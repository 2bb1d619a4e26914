import type { Language } from '../../domain/message.ts'
import type { ArticlesApi } from './articles-api.ts'
import { inputOf } from './editor-fields.ts'
import { History } from './editor-history.tsx'
import type { Editor } from './editor-model.ts'
import { Preview } from './editor-preview.tsx'
import type { SlotChoice } from './editor-slots.ts'
import { t } from './editor-texts.ts'
import { TryBox } from './try-box.tsx'

/** What can be looked at; `edit` is the form itself, where there is no room for both. */
export type Panel = 'edit' | 'preview' | 'try' | 'history'

/** Beside the form: how it looks, what finds it, how it became what it is. */
export const EditorSide = (props: {
  api: ArticlesApi
  editor: Editor
  panel: Exclude<Panel, 'edit'>
  lang: Language
  slots: readonly SlotChoice[]
  mayEdit: boolean
  /** What the try box begins with. */
  question: string | undefined
  onTry(question: string): void
  onRestored(): void
}) => {
  const { api, editor, panel, lang } = props
  const draft = editor.draft.value
  const saved = editor.saved.value
  return (
    <section class="editor-side card" id="panels-panel" role="tabpanel" aria-labelledby={`panels-${panel}`}>
      {panel === 'preview' && <Preview draft={draft} lang={lang} slots={props.slots} onSay={props.onTry} />}
      {panel === 'try' && (
        <TryBox api={api} article={inputOf(draft)} start={props.question ?? draft.questions[lang][0] ?? ''} />
      )}
      {panel === 'history' &&
        (saved === undefined ? (
          <p class="muted">{t('historyNone')}</p>
        ) : (
          <History
            usage={editor.usage.value}
            api={api}
            id={saved.id}
            draft={draft}
            version={saved.version}
            mayEdit={props.mayEdit}
            onRestore={(then) => {
              editor.edit(() => then)
              props.onRestored()
            }}
          />
        ))}
    </section>
  )
}

import { type Signal, useComputed } from '@preact/signals'
import type { FieldFault } from '../../domain/errors.ts'
import type { Language } from '../../domain/message.ts'
import { langTag } from './articles-row.tsx'
import { Answers } from './editor-answers.tsx'
import { Cards } from './editor-cards.tsx'
import { type FormField, faultsByField } from './editor-faults.ts'
import { Faults, Field } from './editor-field.tsx'
import type { Draft } from './editor-fields.ts'
import type { Editor } from './editor-model.ts'
import { Questions } from './editor-questions.tsx'
import { Settings } from './editor-settings.tsx'
import type { SlotChoice } from './editor-slots.ts'
import { Tabs } from './editor-tabs.tsx'
import { t } from './editor-texts.ts'

const LANGUAGES: readonly Language[] = ['zh', 'en']
const IN_LANGUAGE = ['title', 'questions', 'answers', 'cards'] as const

/** All fields of an article: the texts of one language at a time, then the settings. */
export const EditorForm = (props: {
  editor: Editor
  lang: Signal<Language>
  slots: readonly SlotChoice[]
  zone: string
  disabled: boolean
  /** What is missing is said only once somebody tried to save; a form is empty before it is filled. */
  strict: boolean
}) => {
  const { editor, lang, slots } = props
  const shown = useComputed(() => faultsByField(editor.faults.value))
  const draft = editor.draft.value
  const faults = (field: FormField | 'other'): readonly FieldFault[] =>
    (shown.value.get(field) ?? []).filter(({ value }) => props.strict || (value !== '' && value !== undefined))
  const edit = (more: Partial<Draft>) => editor.edit((before) => ({ ...before, ...more }))
  const of = lang.value
  const inLanguage = <K extends (typeof IN_LANGUAGE)[number]>(field: K, value: Draft[K][Language]) =>
    edit({ [field]: { ...draft[field], [of]: value } })
  const count = (language: Language) => IN_LANGUAGES_OF(language).reduce((sum, field) => sum + faults(field).length, 0)
  return (
    <div class="editor-form">
      <Faults faults={faults('other')} />
      <section class="card">
        <Tabs
          id="content"
          label={t('contentLanguages')}
          chosen={of}
          onChoose={(key) => {
            lang.value = key
          }}
          tabs={LANGUAGES.map((key) => ({
            key,
            label: (
              <>
                {t(key === 'zh' ? 'contentZh' : 'contentEn')}
                {count(key) > 0 && <span class="count bad">{count(key)}</span>}
              </>
            ),
          }))}
        />
        <div id="content-panel" role="tabpanel" aria-labelledby={`content-${of}`}>
          <fieldset class="editor-fields" disabled={props.disabled}>
            <Field id="title" label={t('title')} hint={t('titleHint')} faults={faults(`title.${of}`)}>
              {(described) => (
                <input
                  {...described}
                  type="text"
                  lang={langTag(of)}
                  value={draft.title[of]}
                  onInput={(event) => inLanguage('title', event.currentTarget.value)}
                />
              )}
            </Field>
            <Questions
              key={`questions ${of}`}
              lang={of}
              questions={draft.questions[of]}
              faults={faults(`questions.${of}`)}
              onChange={(questions) => inLanguage('questions', questions)}
            />
            <Answers
              key={`answers ${of}`}
              lang={of}
              answers={draft.answers[of]}
              slots={slots}
              faults={faults(`answers.${of}`)}
              onChange={(answers) => inLanguage('answers', answers)}
            />
            <Cards
              key={`cards ${of}`}
              lang={of}
              cards={draft.cards[of]}
              faults={faults(`cards.${of}`)}
              onChange={(cards) => inLanguage('cards', cards)}
            />
          </fieldset>
        </div>
      </section>
      <fieldset class="editor-fields" disabled={props.disabled}>
        <Settings draft={draft} zone={props.zone} faults={faults} edit={edit} />
      </fieldset>
    </div>
  )
}

const IN_LANGUAGES_OF = (language: Language) => IN_LANGUAGE.map((field) => `${field}.${language}` as const)

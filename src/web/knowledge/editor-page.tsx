import './editor.css'
import './editor-parts.css'
import './editor-side.css'
import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Article } from '../../domain/article.ts'
import type { Language } from '../../domain/message.ts'
import { language } from '../shared/i18n.ts'
import { isImeKey } from '../shared/keys.ts'
import { href } from './address.ts'
import { NEW } from './articles-address.ts'
import type { ArticlesApi } from './articles-api.ts'
import { loadIntents } from './articles-intents.ts'
import type { ArticleList } from './articles-list.ts'
import { titleOf } from './articles-row.tsx'
import { KEPT } from './coverage-texts.ts'
import { ConflictDialog } from './editor-conflict.tsx'
import { EditorForm } from './editor-form.tsx'
import { EditorHead, EditorNotes } from './editor-head.tsx'
import type { KeptWorks } from './editor-kept.ts'
import { MissingArticle } from './editor-missing.tsx'
import { createEditor } from './editor-model.ts'
import { type Removal, RemoveDialog } from './editor-remove.tsx'
import { EditorSide, type Panel } from './editor-side.tsx'
import { type SlotChoice, slotChoices } from './editor-slots.ts'
import { Tabs } from './editor-tabs.tsx'
import { t } from './editor-texts.ts'
import { USUAL_ZONE } from './editor-time.ts'
import { Failure } from './failure.tsx'
import { go, route } from './route.ts'
import { useWorkroom } from './workroom.ts'

interface EditorPageProps {
  api: ArticlesApi
  kept: KeptWorks
  list: ArticleList
  /** Undefined: a new article. */
  id: string | undefined
  /** Under which its unsaved work is kept. */
  workKey: string
}

const PANELS: readonly Panel[] = ['edit', 'preview', 'try', 'history']

/** One article: its form, and beside it how it looks, what finds it and how it became what it is. */
export const EditorPage = ({ api, kept, list, id, workKey }: EditorPageProps) => {
  const { call, mayEdit, toast } = useWorkroom()
  const editor = useMemo(() => createEditor({ api, kept, id, key: workKey, now: Date.now }), [])
  const lang = useSignal<Language>(language.value)
  const panel = useSignal<Panel>(
    PANELS.find((each) => each === route.value.query.get('tab')) ?? (mayEdit ? 'edit' : 'preview'),
  )
  const slots = useSignal<readonly SlotChoice[]>([])
  const strict = useSignal(false)
  const question = useSignal<string | undefined>(undefined)
  const removal = useSignal<Removal | undefined>(undefined)

  useEffect(() => {
    void loadIntents(call)
    api.slots().then(
      (offered) => {
        slots.value = slotChoices(offered)
      },
      () => {
        // Only the picker and the examples of the preview are missing.
      },
    )
    void editor.reload().then(() => {
      const { title, answers } = editor.draft.value
      // An article in one language opens in that one.
      if (title[lang.value] === '' || answers[lang.value].length === 0)
        lang.value = LANGUAGES.find((each) => answers[each].length > 0) ?? lang.value
      document.getElementById(id === undefined && mayEdit ? 'title' : 'editor-title')?.focus()
    })
    return editor.stop
  }, [])

  const wasSaved = (article: Article) => {
    list.saved(article)
    strict.value = false
    toast.value = {
      kind: 'done',
      text: t('savedToast', { title: titleOf(article) }),
      link: { text: t('tryTab'), href: href(['articles', article.id], { tab: 'try' }) },
    }
    const made = keptAnswerOf(workKey)
    // An article was made of it; where this fails it can be let go by hand.
    if (made !== undefined) api.letGo(made).catch(() => undefined)
    if (id !== article.id) go(href(['articles', article.id]), { replace: true })
  }
  const save = async (asNew = false) => {
    if (!mayEdit) return
    strict.value = true
    const saved = await (asNew ? editor.saveAsNew() : editor.save())
    if (saved !== undefined) wasSaved(saved)
    else if (editor.trouble.value?.kind === 'faults')
      // After the faults are drawn.
      requestAnimationFrame(() => document.querySelector<HTMLElement>('.editor-form [aria-invalid]')?.focus())
  }
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (isImeKey(event, false) || event.altKey || event.shiftKey) return
      const withCommand = event.ctrlKey || event.metaKey
      if (withCommand && event.key.toLowerCase() === 's') {
        event.preventDefault()
        void save()
      } else if (event.key === 'Escape' && !withCommand && !event.defaultPrevented && !isDialogOpen())
        go(href(['articles']))
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [])

  const state = editor.state.value
  if (state === 'loading') return <p class="muted">{t('comparing')}</p>
  if (state === 'failed') return <Failure error={new TypeError()} retry={() => void editor.reload()} />
  if (state === 'missing') return <MissingArticle api={api} kept={kept} id={id ?? ''} />
  const zone = slots.value.find(({ name }) => name === 'shop.timeZone')?.example.en ?? USUAL_ZONE
  const conflict = editor.conflict.value
  return (
    <div class="editor" data-panel={panel.value}>
      <EditorHead
        editor={editor}
        mayEdit={mayEdit}
        onSave={() => void save()}
        onRemove={(which) => {
          removal.value = which
        }}
      />
      <EditorNotes editor={editor} onSaveAsNew={() => void save(true)} />
      <Tabs
        id="panels"
        label={t('panels')}
        chosen={panel.value}
        onChoose={(key) => {
          panel.value = key
        }}
        tabs={PANELS.filter((key) => key !== 'history' || id !== undefined).map((key) => ({
          key,
          label: t(LABELS[key]),
        }))}
      />
      <div class="editor-columns">
        <EditorForm
          editor={editor}
          lang={lang}
          slots={slots.value}
          zone={zone}
          disabled={!mayEdit}
          strict={strict.value}
        />
        <EditorSide
          api={api}
          editor={editor}
          panel={panel.value === 'edit' ? 'preview' : panel.value}
          lang={lang.value}
          slots={slots.value}
          mayEdit={mayEdit}
          question={question.value}
          onTry={(asked) => {
            question.value = asked
            panel.value = 'try'
          }}
          onRestored={() => {
            panel.value = 'edit'
            toast.value = { kind: 'done', text: t('restored') }
          }}
        />
      </div>
      {conflict !== undefined && <ConflictDialog editor={editor} conflict={conflict} onSaved={wasSaved} />}
      {removal.value !== undefined && id !== undefined && (
        <RemoveDialog
          api={api}
          id={id}
          removal={removal.value}
          onClose={() => {
            removal.value = undefined
          }}
          onDone={() => {
            const title = titleOf({ title: editor.draft.value.title, id })
            kept.forget(workKey)
            list.retired(id)
            toast.value = {
              kind: 'done',
              text: t(removal.value === 'erase' ? 'erasedToast' : 'retiredToast', { title }),
            }
            go(href(['articles']))
          }}
        />
      )}
    </div>
  )
}

/** The answer of an agent that a new article is made of. */
const keptAnswerOf = (workKey: string): string | undefined => {
  const prefix = `${NEW}.${KEPT}`
  return workKey.startsWith(prefix) ? workKey.slice(prefix.length) : undefined
}

const LANGUAGES: readonly Language[] = ['zh', 'en']
const LABELS = { edit: 'edit', preview: 'preview', try: 'tryTab', history: 'historyTab' } as const

const isDialogOpen = (): boolean => document.querySelector('dialog[open]') !== null

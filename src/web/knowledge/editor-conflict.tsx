import { useEffect, useRef } from 'preact/hooks'
import type { Article } from '../../domain/article.ts'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { Changes } from './editor-changes.tsx'
import { draftChanges } from './editor-diff.ts'
import { draftOf } from './editor-fields.ts'
import type { Conflict, Editor } from './editor-model.ts'
import { t } from './editor-texts.ts'
import { saidText } from './said-text.ts'

/** Somebody else saved first: both versions, and what to do. Closing it goes on writing. */
export const ConflictDialog = ({
  editor,
  conflict,
  onSaved,
}: {
  editor: Editor
  conflict: Conflict
  onSaved(article: Article): void
}) => {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const changes = draftChanges(draftOf(conflict.theirs), editor.draft.value)
  return (
    <dialog class="confirm conflict" ref={dialog} aria-labelledby="conflict-title" onClose={editor.closeConflict}>
      <h2 id="conflict-title">{t('conflictTitle')}</h2>
      <p>{whoAndWhen(conflict)}</p>
      <p class="muted small">{t(changes.length === 0 ? 'conflictSame' : 'conflictText')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must get there */}
      <section class="conflict-changes" tabIndex={0} aria-labelledby="conflict-title">
        <Changes changes={changes} />
      </section>
      <div class="buttons">
        <button
          type="button"
          class="button primary"
          disabled={editor.busy.value}
          onClick={() => void editor.keepMine().then((saved) => saved !== undefined && onSaved(saved))}
        >
          {t('keepMine')}
        </button>
        <button type="button" class="button" onClick={editor.takeTheirs}>
          {t('takeTheirs')}
        </button>
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {t('goOn')}
        </button>
      </div>
    </dialog>
  )
}

const whoAndWhen = ({ said, detail }: Conflict): string => {
  const { by, at } = (said?.code === 'article_overtaken' && said.params) || {}
  if (typeof by !== 'string' || typeof at !== 'string') return saidText(said, detail)
  return t('conflictBy', { by, at: shortDate(at, language.value, true) })
}

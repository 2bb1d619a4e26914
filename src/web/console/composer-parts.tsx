import type { ComponentChildren } from 'preact'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { Markdown } from '../shared/markdown-view.tsx'
import { useDesk } from './desk-context.ts'
import type { Mode } from './reply.ts'
import { t } from './texts.ts'

/** Reply to the customer, or write for colleagues; what is between them stands at the end. */
export const ComposerModes = (props: { mode: Mode; onChange(mode: Mode): void; children: ComponentChildren }) => {
  const { settings } = useDesk()
  return (
    <div class="modes">
      {(['reply', 'note'] as const).map((mode) => (
        <button
          type="button"
          key={mode}
          aria-pressed={props.mode === mode}
          title={mode === 'reply' ? 'Alt+L' : 'Alt+P'}
          onClick={() => props.onChange(mode)}
        >
          {mode === 'note' && <Icon name="note" size={13} />} {t(mode === 'reply' ? 'replyMode' : 'noteMode')}
        </button>
      ))}
      {props.children}
      <button
        type="button"
        class="preview-switch"
        aria-pressed={settings.value.value.preview}
        aria-label={t('kPreview')}
        title={`${t('kPreview')} (Alt+V)`}
        onClick={() => settings.change({ preview: !settings.value.value.preview })}
      >
        <Icon name="eye" size={15} />
      </button>
    </div>
  )
}

/** Share of the limit from which on the length is shown. */
const NEAR = 0.9

/** How long the draft is, where it comes near what a message may hold; beyond it, by how much it must be shorter. */
export const LengthNote = ({ length, limit }: { length: number; limit: number }) => (
  <>
    {length > limit * NEAR && (
      <p class={length > limit ? 'length over' : 'length'}>
        {length.toLocaleString(language.value)} / {limit.toLocaleString(language.value)}
      </p>
    )}
    <div role="alert">
      {length > limit && (
        <p class="blanks too-long">
          <Icon name="alert" size={15} /> {t('tooLong', { n: (length - limit).toLocaleString(language.value) })}
        </p>
      )}
    </div>
  </>
)

/** What has a shape of its own once it is shown. */
const MARKUP = /\*\*[^*\n]+\*\*|\[[^\]\n]+\]\([^()\s]+\)|^\s*([-*•]|\d{1,2}[.、)])\s*\S/m

/** A reply as the customer will see it, where that differs from what was typed. */
export const Preview = ({ text }: { text: string }) => {
  const { settings } = useDesk()
  if (!settings.value.value.preview || !MARKUP.test(text)) return null
  return (
    <section class="preview" aria-label={t('previewTitle')}>
      <p class="muted small">{t('previewTitle')}</p>
      <Markdown text={text} />
    </section>
  )
}

import type { ComponentChildren } from 'preact'
import { Icon } from '../shared/icons.tsx'
import { overlay } from './overlay.ts'
import { t } from './texts.ts'

/** What the bot made of a message; a click shows what that rests on. Without the message it is told and nothing more. */
export const WhyChip = (props: { conversation: string; seq: number | undefined; children: ComponentChildren }) => {
  const { conversation, seq, children } = props
  if (seq === undefined) return <span class="chip why-chip">{children}</span>
  return (
    <button
      type="button"
      class="chip why-chip"
      title={t('inspect')}
      onClick={() => {
        overlay.value = { name: 'inspect', conversation, seq }
      }}
    >
      <Icon name="spark" size={12} />
      {children}
      <span class="sr">{t('inspect')}</span>
    </button>
  )
}

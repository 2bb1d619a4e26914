import { useSignal } from '@preact/signals'
import { call } from '../shared/api.ts'
import { Icon } from '../shared/icons.tsx'
import { session } from './session.ts'
import { t } from './texts.ts'

/** Keeps an agent's own answer, for whoever writes articles. */
export const KeepButton = ({ conversation, seq }: { conversation: string; seq: number }) => {
  const state = useSignal<'idle' | 'keeping' | 'kept' | 'failed'>('idle')
  const keep = async () => {
    state.value = 'keeping'
    try {
      await call('/v1/knowledge/kept-answers', { token: session.token.value ?? '', body: { conversation, seq } })
      state.value = 'kept'
    } catch {
      state.value = 'failed'
    }
  }
  return (
    <>
      {state.value !== 'kept' && (
        <button
          type="button"
          class="icon-button"
          disabled={state.value === 'keeping'}
          aria-label={t('keep')}
          title={`${t('keep')}: ${t('keepHint')}`}
          onClick={() => void keep()}
        >
          <Icon name="book" size={15} />
        </button>
      )}
      <span role="status">{state.value === 'kept' ? t('kept') : state.value === 'failed' ? t('keepFailed') : ''}</span>
    </>
  )
}

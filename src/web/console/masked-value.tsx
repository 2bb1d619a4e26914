import './masked-value.css'
import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Localised } from '../../domain/customer.ts'
import type { PersonalField } from '../../domain/personal.ts'
import { ApiError, call } from '../shared/api.ts'
import { said } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { type CardText, c } from './card-texts.ts'
import { session } from './session.ts'

/** Milliseconds that a revealed value stands: long enough to copy it, not to forget it on the screen. */
const SHOWN_MS = 60_000
const MAX_REASON = 200
const REASONS = ['reasonIdentity', 'reasonDelivery', 'reasonReship'] as const satisfies readonly CardText[]

export interface MaskedValueParts {
  field: PersonalField
  /** As the card has it. */
  value: string
  /** Whose it is. */
  of: { customer: string } | { order: string }
  /** The mesh has masked it, so there is more to see. */
  masked: boolean
}

/** A phone number or an address; what is masked is revealed for a reason that goes to the audit trail. */
export const MaskedValue = ({ field, value, of, masked }: MaskedValueParts) => {
  const whole = useSignal<string | Localised | undefined>(undefined)
  const asking = useSignal(false)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (whole.value === undefined) return undefined
    const timer = setTimeout(() => {
      whole.value = undefined
    }, SHOWN_MS)
    return () => clearTimeout(timer)
  }, [whole.value])
  const close = () => {
    asking.value = false
    button.current?.focus()
  }
  const shown = whole.value === undefined ? value : typeof whole.value === 'string' ? whole.value : said(whole.value)
  return (
    <div class="masked-value">
      <dt>{c(field)}</dt>
      <dd>
        <span class={whole.value === undefined ? '' : 'whole'}>{shown}</span>
        {masked && (
          <button
            type="button"
            ref={button}
            class="link-button"
            aria-expanded={asking.value}
            aria-label={whole.value === undefined ? c('revealWhat', { what: c(field) }) : c('hide')}
            onClick={() => {
              if (whole.value === undefined) asking.value = !asking.value
              whole.value = undefined
            }}
          >
            <Icon name="eye" size={14} /> {c(whole.value === undefined ? 'reveal' : 'hide')}
          </button>
        )}
        <span class="sr" role="status">
          {whole.value === undefined ? '' : c('revealed')}
        </span>
      </dd>
      {asking.value && (
        <AskWhy
          send={async (reason) => {
            const answer = await call<{ value: string | Localised }>('/v1/mesh/reveal', {
              token: session.token.value ?? '',
              body: { ...of, field, reason },
            })
            whole.value = answer.value
            close()
          }}
          onCancel={close}
        />
      )}
    </div>
  )
}

const FAULTS: Record<string, CardText> = { rate_limited: 'revealRate', forbidden: 'revealForbidden' }

const AskWhy = ({ send, onCancel }: { send(reason: string): Promise<void>; onCancel(): void }) => {
  const fault = useSignal<CardText | undefined>(undefined)
  const sending = useSignal(false)
  const other = useSignal('')
  const first = useRef<HTMLButtonElement>(null)
  // Before it is painted: a key that follows at once is meant for the question.
  useLayoutEffect(() => first.current?.focus(), [])
  const ask = async (reason: string) => {
    if (sending.value || reason.trim().length < 2) return
    sending.value = true
    fault.value = undefined
    await send(reason.trim()).catch((error: unknown) => {
      fault.value = (error instanceof ApiError && FAULTS[error.message]) || 'revealFailed'
    })
    sending.value = false
  }
  return (
    <form
      class="why"
      onSubmit={(event) => {
        event.preventDefault()
        void ask(other.value)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.isComposing) return
        event.stopPropagation()
        onCancel()
      }}
    >
      <fieldset disabled={sending.value}>
        <legend>{c('revealWhy')}</legend>
        {REASONS.map((reason, place) => (
          <button
            key={reason}
            type="button"
            class="button small"
            {...(place === 0 && { ref: first })}
            onClick={() => void ask(c(reason))}
          >
            {c(reason)}
          </button>
        ))}
        <div class="other-reason">
          <input
            aria-label={c('reasonOther')}
            placeholder={c('reasonOther')}
            maxLength={MAX_REASON}
            value={other.value}
            onInput={(event) => {
              other.value = event.currentTarget.value
            }}
          />
          <button type="submit" class="button small">
            {c('look')}
          </button>
          <button type="button" class="link-button" onClick={onCancel}>
            {c('cancel')}
          </button>
        </div>
      </fieldset>
      <p class="missing" role="status">
        {fault.value === undefined ? '' : c(fault.value)}
      </p>
    </form>
  )
}

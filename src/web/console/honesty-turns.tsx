import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { HonestTurn, HonestyPoint } from '../../domain/honesty.ts'
import { call } from '../shared/api.ts'
import { language } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { customerName } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { hashOf } from './honesty-place.ts'
import { type InsightText, i, share } from './insight-texts.ts'
import { intentName } from './intent-name.ts'
import { session } from './session.ts'
import { WideTable } from './wide-table.tsx'

interface Page {
  turns: HonestTurn[]
  next?: number
}

type Words = Record<HonestTurn['word'], InsightText>
const WORDS: Words = { right: 'right', wrong: 'wrong', silent: 'noWord' }
const WORDS_OF_DAY: Words = { right: 'took', wrong: 'tookNot', silent: 'leftOpen' }

/** The turns behind a figure, each with the way to its conversation. */
export const Turns = (parts: { days: number; point: HonestyPoint; what: { text: string } | { intent: string } }) => {
  const { days, point, what } = parts
  const desk = useDesk()
  const heading = useRef<HTMLHeadingElement>(null)
  const found = useSignal<Page | undefined>(undefined)
  const failed = useSignal('')
  const query = hashOf({ days, point }).split('?')[1] ?? ''
  const read = async (after: number): Promise<void> => {
    const page = await call<Page>(`/v1/honesty/turns?${query}&after=${after}`, { token: session.token.value ?? '' })
    found.value = { ...page, turns: [...(after === 0 ? [] : (found.value?.turns ?? [])), ...page.turns] }
  }
  const tried = (after: number): void => {
    read(after).catch((error: Error) => {
      failed.value = error.message
    })
  }
  useEffect(() => {
    heading.current?.focus()
    tried(0)
  }, [])
  const words = point.day === undefined ? WORDS : WORDS_OF_DAY
  const name = 'intent' in what ? intentName(desk, what.intent) : what.text
  return (
    <section class="honest-turns">
      <h2 id="honesty-turns" ref={heading} tabIndex={-1}>
        {i('turnsOf', { what: name })}
      </h2>
      <a class="link-button" href={hashOf({ days })}>
        {i('close')}
      </a>
      {failed.value !== '' && <p role="alert">{i('failed', { why: failed.value })}</p>}
      {found.value?.turns.length === 0 && <p>{i('noTurns')}</p>}
      {found.value !== undefined && found.value.turns.length > 0 && (
        <WideTable by="honesty-turns">
          <thead>
            <tr>
              <th scope="col">{i('customer')}</th>
              <th scope="col">{i('when')}</th>
              <th scope="col">{i('intent')}</th>
              <th scope="col">{i('word')}</th>
            </tr>
          </thead>
          <tbody>
            {found.value.turns.map((turn) => (
              <tr key={`${turn.conversation} ${turn.seq}`} class={turn.word}>
                <th scope="row">
                  {turn.customerName === undefined ? (
                    <span class="muted">{i('goneTurn')}</span>
                  ) : (
                    <a
                      href={`#c=${turn.conversation}`}
                      aria-label={i('openTurn', { name: customerName(turn.customerName) })}
                    >
                      {customerName(turn.customerName)}
                    </a>
                  )}
                </th>
                <td>{new Date(turn.at).toLocaleString(language.value)}</td>
                <td>
                  {turn.intent !== undefined && intentName(desk, turn.intent)}{' '}
                  {turn.confidence !== undefined && <span class="muted small">{share(turn.confidence)}</span>}
                </td>
                <td>
                  {turn.word !== 'silent' && <Icon name={turn.word === 'right' ? 'done' : 'close'} size={14} />}{' '}
                  {i(words[turn.word])}
                </td>
              </tr>
            ))}
          </tbody>
        </WideTable>
      )}
      {found.value?.next !== undefined && (
        <button type="button" class="button" onClick={() => tried(found.value?.next ?? 0)}>
          {i('moreTurns')}
        </button>
      )}
    </section>
  )
}

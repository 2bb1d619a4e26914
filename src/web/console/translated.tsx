import './translated.css'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Language } from '../../domain/message.ts'
import { language } from '../shared/i18n.ts'
import { useDesk } from './desk-context.ts'
import { tr } from './translation-texts.ts'
import type { Translated as Found } from './translations.ts'

/** What a message says in the agent's language, under its own words; nothing where it is in that language, or nothing translates. */
export const Translated = ({ text }: { text: string }) => {
  const { translations } = useDesk()
  const pair = translations.pairFor(text, language.value)
  return pair === undefined ? null : <Below key={`${pair.from} ${text}`} text={text} pair={pair} />
}

const Below = ({ text, pair }: { text: string; pair: { from: Language; to: Language } }) => {
  const { translations } = useDesk()
  const found = useSignal<Found>({ name: 'asking' })
  const place = useRef<HTMLDivElement>(null)
  const ask = () => {
    const asked = translations.of(text, pair)
    return asked.subscribe((value) => {
      found.value = value
    })
  }
  useEffect(() => {
    let stop = () => {}
    // A long conversation is not translated for who reads its end.
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return
      watch.disconnect()
      stop = ask()
    })
    if (place.current !== null) watch.observe(place.current)
    return () => {
      watch.disconnect()
      stop()
    }
  }, [])
  const { name } = found.value
  return (
    <div class="translated" ref={place} lang={pair.to}>
      {found.value.name === 'there' && <span class="plain">{found.value.text}</span>}
      <span class="muted small">
        {tr(name === 'there' ? 'machine' : name)}
        {name === 'failed' && (
          <>
            {' · '}
            <button type="button" class="link-button" onClick={() => translations.of(text, pair)}>
              {tr('again')}
            </button>
          </>
        )}
      </span>
      <LostNumbers found={found.value} />
    </div>
  )
}

export const LostNumbers = ({ found }: { found: Found }) =>
  found.name === 'there' && found.lostNumbers.length > 0 ? (
    <strong class="lost-numbers">{tr('lostNumbers', { numbers: found.lostNumbers.join(', ') })}</strong>
  ) : null

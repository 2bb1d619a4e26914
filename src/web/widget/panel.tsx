import { useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { About } from '../../client/wire.ts'
import type { EventKind } from '../../domain/message.ts'
import { fetchAbout } from '../shared/api.ts'
import { said } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import { followTitle } from '../shared/preferences.ts'
import type { TextStore } from '../shared/store.ts'
import type { Chat } from './chat.ts'
import { Composer } from './composer.tsx'
import { Face } from './face.tsx'
import { fetchRest, pictureStands } from './fetch-rest.ts'
import type { Host } from './host.ts'
import { late, Unsaid } from './late.tsx'
import { t } from './texts.ts'
import { Transcript } from './transcript.tsx'

// Always on the page: it alone says that the rest did not come.
const StateBanner = late(async () => (await fetchRest()).StateBanner)
const PageNote = late(async () => (await fetchRest()).PageNote, Unsaid)

/** Entries of the log that say something to a customer. */
const SPOKEN: ReadonlySet<EventKind> = new Set(['text', 'image', 'audio', 'file'])

/** The widget's inside: who answers, the conversation, the box. */
export const Panel = ({ chat, host, store }: { chat: Chat; host: Host; store: TextStore }) => {
  const shop = useSignal<About['shop'] | undefined>(undefined)
  const unread = useComputed(() => {
    const events = chat.histories.value.at(-1)?.transcript.value.events ?? []
    return events.filter(
      ({ seq, from, kind }) => seq > chat.readTo.value && from.role !== 'customer' && SPOKEN.has(kind),
    ).length
  })
  useEffect(() => {
    pictureStands()
    fetchRest().catch(() => {
      // Asked for again by what needs it.
    })
    void fetchAbout().then(
      (about) => {
        shop.value = about.shop
      },
      () => {
        // The name of the shop is decoration; a general one stands there without it.
      },
    )
    const stopTitle = followTitle(() => (shop.value === undefined ? t('shop') : said(shop.value)))
    const pressed = ({ key, isComposing, keyCode }: KeyboardEvent) => {
      if (key === 'Escape' && !isComposing && keyCode !== 229) host.close()
    }
    addEventListener('keydown', pressed)
    return () => {
      stopTitle()
      removeEventListener('keydown', pressed)
    }
  }, [])
  useEffect(() => host.unread(host.shown.value ? 0 : unread.value), [unread.value, host.shown.value])
  useEffect(() => chat.onSaid(host.said), [chat])
  useEffect(() => {
    const question = host.question.value
    if (question?.send !== true) return
    chat.send(question.text)
    host.questionTaken()
  }, [host.question.value])

  const status = chat.status.value
  const withAgent = status?.state === 'assigned'
  return (
    <div class="panel">
      <header class="head">
        <Face size={30} />
        <div class="head-who">
          <h1>{shop.value === undefined ? t('shop') : said(shop.value)}</h1>
          <p>
            <Icon name={withAgent ? 'person' : 'bot'} size={14} />
            {withAgent ? t('withAgent', { name: status.assigneeName ?? t('agent') }) : t('bot')}
          </p>
        </div>
        <PersonButton chat={chat} />
        {host.embedded && (
          <button type="button" class="icon-button" aria-label={t('close')} onClick={host.close}>
            <Icon name="close" />
          </button>
        )}
      </header>
      <StateBanner chat={chat} />
      <Transcript chat={chat} shown={host.shown.value} />
      {host.context.value !== undefined && <PageNote chat={chat} said={host.context.value} />}
      <Composer chat={chat} host={host} store={store} />
    </div>
  )
}

/** One tap to a person, from anywhere in the conversation; gone once there is one or one is coming. */
const PersonButton = ({ chat }: { chat: Chat }) => {
  const state = chat.status.value?.state
  if (state === 'assigned') return null
  const queued = state === 'queued'
  return (
    <button type="button" class="person-button" disabled={queued} onClick={() => chat.send(t('askPerson'))}>
      {queued && <Icon name="queue" size={16} />}
      {t(queued ? 'inQueue' : 'person')}
    </button>
  )
}

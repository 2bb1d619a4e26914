import type { PresenceStatus } from '../../client/wire.ts'
import { Icon, Mark } from '../shared/icons.tsx'
import type { TextStore } from '../shared/store.ts'
import { Switches } from '../shared/switches.tsx'
import type { Commands } from './commands.ts'
import { useDesk } from './desk-context.ts'
import { isMac } from './platform.ts'
import { chordText } from './shortcuts.ts'
import { t } from './texts.ts'

const PRESENCES = ['online', 'busy', 'away'] as const

export const TopBar = ({ store, commands }: { store: TextStore; commands: Commands }) => {
  const desk = useDesk()
  const { presence, me } = desk
  return (
    <header class="top-bar">
      <Mark />
      <strong class="wordmark">Tabdesk</strong>
      <button type="button" class="palette-button" onClick={commands.palette.run}>
        <span class="cut">{t('palettePlaceholder')}</span> <kbd>{chordText({ code: 'KeyK', mod: true }, isMac())}</kbd>
      </button>
      <span class="spacer" />
      <label class={`presence ${presence.value}`}>
        <span class="dot" aria-hidden="true" />
        <span class="sr">{t('presence')}</span>
        <select
          value={presence.value}
          onChange={(event) => desk.setPresence(event.currentTarget.value as PresenceStatus)}
        >
          {PRESENCES.map((status) => (
            <option key={status} value={status}>
              {t(status)}
            </option>
          ))}
        </select>
      </label>
      <span class="who">{me.value.name ?? me.value.sub}</span>
      <a class="icon-button" href="#honesty" aria-label={t('honesty')} title={t('honesty')}>
        <Icon name="chart" />
      </a>
      <a class="icon-button" href="/knowledge" aria-label={t('knowledge')} title={t('knowledge')}>
        <Icon name="book" />
      </a>
      <Switches store={store} />
      <button
        type="button"
        class="icon-button help-button"
        aria-label={t('help')}
        title={`${t('help')} (?)`}
        onClick={commands.help.run}
      >
        <Icon name="help" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t('settings')}
        title={t('settings')}
        onClick={commands.settings.run}
      >
        <Icon name="gear" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t('signOut')}
        title={t('signOut')}
        onClick={commands.signOut.run}
      >
        <Icon name="out" />
      </button>
    </header>
  )
}

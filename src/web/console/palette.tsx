import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { ConversationSummary } from '../../domain/notice.ts'
import { Icon } from '../shared/icons.tsx'
import { isImeKey } from '../shared/keys.ts'
import type { Commands } from './commands.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { type PaletteChoice, paletteChoices } from './palette-choices.ts'
import { isMac } from './platform.ts'
import { Sheet } from './sheet.tsx'
import { COMMANDS, type Command, chordText } from './shortcuts.ts'
import { stateText } from './state-text.ts'
import { inBothLanguages, t } from './texts.ts'

/** Everything that can be done now, and every conversation, by a few letters. */
export const Palette = ({ commands, onOpen }: { commands: Commands; onOpen(conversation: string): void }) => {
  const desk = useDesk()
  const query = useSignal('')
  const at = useSignal(0)
  const list = useRef<HTMLDivElement>(null)
  const mac = isMac()

  const choices = paletteChoices(
    query.value,
    COMMANDS.filter(({ id }) => id !== 'palette' && commands[id].can()),
    desk.inbox.rows.value.values(),
    ({ text }) => inBothLanguages(text),
  )
  const chosen = Math.min(at.value, choices.length - 1)
  const move = (to: number) => {
    at.value = (to + choices.length) % choices.length
    requestAnimationFrame(() =>
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }),
    )
  }
  const run = (choice: PaletteChoice | undefined, close: () => void) => {
    if (choice === undefined) return
    // First, so that the focus is back at the desk before the command moves it.
    close()
    if ('row' in choice) onOpen(choice.row.conversation)
    else commands[choice.command.id].run()
  }

  return (
    <Sheet title={t('palette')} class="palette">
      {(close) => (
        <>
          <input
            data-first
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-list"
            aria-autocomplete="list"
            aria-activedescendant={chosen >= 0 ? `choice-${chosen}` : undefined}
            aria-label={t('palettePlaceholder')}
            placeholder={t('palettePlaceholder')}
            autocomplete="off"
            spellcheck={false}
            value={query.value}
            onInput={({ currentTarget }) => {
              query.value = currentTarget.value
              at.value = 0
            }}
            onKeyDown={(event) => {
              if (isImeKey(event, false)) return
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault()
                move(chosen + (event.key === 'ArrowDown' ? 1 : -1))
              } else if (event.key === 'Enter') {
                event.preventDefault()
                run(choices[chosen], close)
              }
            }}
          />
          <div role="listbox" id="palette-list" aria-label={t('palette')} ref={list}>
            {choices.map((choice, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys and names the chosen one
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
              <div
                key={choice.key}
                role="option"
                id={`choice-${place}`}
                aria-selected={place === chosen}
                onClick={() => run(choice, close)}
              >
                {'row' in choice ? (
                  <RowChoice row={choice.row} />
                ) : (
                  <CommandChoice command={choice.command} mac={mac} />
                )}
              </div>
            ))}
          </div>
          {choices.length === 0 && <p class="empty">{t('nothingFound')}</p>}
        </>
      )}
    </Sheet>
  )
}

const CommandChoice = ({ command: { text, chord }, mac }: { command: Command; mac: boolean }) => (
  <>
    <span class="cut">{t(text)}</span>
    {chord !== undefined && <kbd>{chordText(chord, mac)}</kbd>}
  </>
)

const RowChoice = ({ row }: { row: ConversationSummary }) => (
  <>
    <Icon name="chat" size={15} />
    <strong>{nameOf(row)}</strong>
    <span class="cut muted">{row.lastText}</span>
    <span class="muted small">{stateText(row, useDesk().me.value.sub)}</span>
  </>
)

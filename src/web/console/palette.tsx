import { useSignal } from '@preact/signals'
import type { ConversationSummary } from '../../domain/notice.ts'
import { Icon } from '../shared/icons.tsx'
import { ChoiceField } from './choice-field.tsx'
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
  const mac = isMac()

  const choices = paletteChoices(
    query.value,
    COMMANDS.filter(({ id }) => id !== 'palette' && commands[id].can()),
    desk.inbox.rows.value.values(),
    ({ text }) => inBothLanguages(text),
  )
  const run = (choice: PaletteChoice, close: () => void) => {
    // First, so that the focus is back at the desk before the command moves it.
    close()
    if ('row' in choice) onOpen(choice.row.conversation)
    else commands[choice.command.id].run()
  }

  return (
    <Sheet title={t('palette')} class="palette">
      {(close) => (
        <>
          <ChoiceField
            list="palette-list"
            option="choice"
            label={t('palettePlaceholder')}
            listLabel={t('palette')}
            query={query}
            choices={choices}
            keyOf={({ key }) => key}
            onChoose={(choice) => run(choice, close)}
          >
            {(choice) =>
              'row' in choice ? <RowChoice row={choice.row} /> : <CommandChoice command={choice.command} mac={mac} />
            }
          </ChoiceField>
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

import { isMac } from './platform.ts'
import { Sheet } from './sheet.tsx'
import { COMMANDS, chordText } from './shortcuts.ts'
import { type ConsoleText, t } from './texts.ts'

const WRITING: [string, ConsoleText][] = [
  ['Tab', 'kTab'],
  ['Ctrl → / Alt →', 'kWord'],
  ['Esc', 'kEsc'],
  ['Alt ↓ / Alt ↑, Alt ] / Alt [', 'kCycle'],
  ['Alt \\', 'kAsk'],
  ['Alt Enter', 'kCard'],
  ['Enter', 'kEnter'],
  ['Ctrl Enter', 'kSendNow'],
  ['Ctrl Shift Enter', 'kSendResolve'],
  ['Shift Enter', 'kNewline'],
  ['/', 'kCanned'],
  ['{{', 'kSlots'],
  [':', 'kEmoji'],
  ['@', 'kMention'],
]
const GROUPS = [
  ['conversation', 'helpConversation'],
  ['go', 'helpGo'],
  ['desk', 'helpDesk'],
] as const

/** All shortcuts, from the table that they are made of. */
export const HelpSheet = () => {
  const mac = isMac()
  return (
    <Sheet title={t('help')} class="help">
      {() => (
        <div class="keys">
          <Keys title={t('helpWriting')} keys={WRITING} />
          {GROUPS.map(([group, title]) => (
            <Keys
              key={group}
              title={t(title)}
              keys={COMMANDS.flatMap(({ chord, alsoBy, text, group: of }): [string, ConsoleText][] => {
                const keys = [chord, alsoBy].flatMap((one) => (one === undefined ? [] : chordText(one, mac)))
                return keys.length === 0 || of !== group ? [] : [[keys.join(' / '), text]]
              })}
            />
          ))}
        </div>
      )}
    </Sheet>
  )
}

const Keys = ({ title, keys }: { title: string; keys: [string, ConsoleText][] }) => (
  <section>
    <h3>{title}</h3>
    <dl>
      {keys.map(([key, text]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{t(text)}</dd>
        </div>
      ))}
    </dl>
  </section>
)

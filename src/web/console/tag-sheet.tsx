import { useSignal } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { normalTag } from '../../domain/desk-marks.ts'
import { Icon } from '../shared/icons.tsx'
import { isImeKey } from '../shared/keys.ts'
import { nameOf } from './customer-name.ts'
import { useDesk } from './desk-context.ts'
import { fuzzySorted } from './fuzzy.ts'
import { Sheet } from './sheet.tsx'
import { tagChoices, tagText, tagWords } from './tags.ts'
import { t } from './texts.ts'

/** Choices in sight at once. */
const SHOWN = 8

/** Puts tags on a conversation and takes them off, by a few letters and Enter. */
export const TagSheet = ({ conversation }: { conversation: string }) => {
  const desk = useDesk()
  const query = useSignal('')
  const at = useSignal(0)
  const field = useRef<HTMLInputElement>(null)
  const row = desk.inbox.rows.value.get(conversation)
  const on = row?.marks?.tags ?? []
  const known = desk.tags.value
  // Read once a sheet: the inbox may be long, and changes often.
  const carried = useMemo(() => [...desk.inbox.rows.peek().values()].map(({ marks }) => marks?.tags ?? []), [])
  const all = tagChoices(known, [...carried, on])
  const found = query.value.trim() === '' ? all : fuzzySorted(query.value, all, (tag) => tagWords(tag, known))
  const made = normalTag(query.value)
  const isNew = made !== '' && !all.some((tag) => tagWords(tag, known).some((word) => normalTag(word) === made))
  const choices = [...found.slice(0, SHOWN), ...(isNew ? [made] : [])]
  const chosen = Math.min(at.value, choices.length - 1)
  const toggle = (tag: string | undefined) => {
    if (tag === undefined) return
    desk.marking.tag(conversation, on.includes(tag) ? { remove: tag } : { add: tag })
    query.value = ''
    at.value = 0
  }
  return (
    <Sheet title={t('tagsTitle', { name: nameOf(row) })} class="tag-sheet">
      {() => (
        <>
          <ul class="tags-on" aria-label={t('tagsOn')}>
            {on.map((tag) => (
              <li key={tag} class="chip">
                {tagText(tag, known)}
                <button
                  type="button"
                  aria-label={t('removeTag', { tag: tagText(tag, known) })}
                  onClick={() => {
                    toggle(tag)
                    // The button goes with its tag.
                    field.current?.focus()
                  }}
                >
                  <Icon name="close" size={12} />
                </button>
              </li>
            ))}
          </ul>
          <input
            data-first
            ref={field}
            role="combobox"
            aria-expanded="true"
            aria-controls="tag-list"
            aria-autocomplete="list"
            aria-activedescendant={chosen >= 0 ? `tag-${chosen}` : undefined}
            aria-label={t('findTag')}
            placeholder={t('findTag')}
            autocomplete="off"
            value={query.value}
            onInput={({ currentTarget }) => {
              query.value = currentTarget.value
              at.value = 0
            }}
            onKeyDown={(event) => {
              if (isImeKey(event, false)) return
              if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
                event.preventDefault()
                at.value =
                  (chosen + (event.key === 'ArrowDown' ? 1 : -1) + choices.length) % Math.max(1, choices.length)
              } else if (event.key === 'Enter') {
                event.preventDefault()
                toggle(choices[chosen])
              }
            }}
          />
          <div role="listbox" id="tag-list" aria-label={t('kTags')}>
            {choices.map((tag, place) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys and names the chosen one
              // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
              <div
                key={tag}
                role="option"
                id={`tag-${place}`}
                aria-selected={place === chosen}
                aria-checked={on.includes(tag)}
                onClick={() => toggle(tag)}
              >
                <span class="tick" aria-hidden="true">
                  {on.includes(tag) ? '✓' : ''}
                </span>
                {isNew && tag === made && place === choices.length - 1 ? t('newTag', { tag }) : tagText(tag, known)}
              </div>
            ))}
          </div>
          <p class="muted small">{t('tagsHint')}</p>
        </>
      )}
    </Sheet>
  )
}

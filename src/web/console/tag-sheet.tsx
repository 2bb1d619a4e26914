import { useSignal } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import { normalTag } from '../../domain/desk-marks.ts'
import { Icon } from '../shared/icons.tsx'
import { ChoiceField } from './choice-field.tsx'
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
  const toggle = (tag: string) => {
    desk.marking.tag(conversation, on.includes(tag) ? { remove: tag } : { add: tag })
    query.value = ''
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
          <ChoiceField
            list="tag-list"
            option="tag"
            label={t('findTag')}
            listLabel={t('kTags')}
            query={query}
            choices={choices}
            keyOf={(tag) => tag}
            onChoose={toggle}
            isOn={(tag) => on.includes(tag)}
            field={field}
          >
            {(tag, place) => (
              <>
                <span class="tick" aria-hidden="true">
                  {on.includes(tag) ? '✓' : ''}
                </span>
                {isNew && tag === made && place === choices.length - 1 ? t('newTag', { tag }) : tagText(tag, known)}
              </>
            )}
          </ChoiceField>
          <p class="muted small">{t('tagsHint')}</p>
        </>
      )}
    </Sheet>
  )
}

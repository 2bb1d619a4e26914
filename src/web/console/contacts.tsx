import './contacts.css'
import type { Contact } from '../../domain/customer.ts'
import { shortDate } from '../shared/format.ts'
import { language } from '../shared/i18n.ts'
import { c } from './card-texts.ts'

/** The customer's other conversations, on whatever channel: what somebody else has already heard. */
export const Contacts = ({ contacts }: { contacts: Contact[] }) => (
  <section class="contacts">
    <h2>
      {c('contacts')} <span class="muted">{contacts.length}</span>
    </h2>
    <ul>
      {contacts.map(({ conversation, channel, at, open, person, outcome }) => (
        <li key={conversation}>
          <time class="muted" dateTime={at}>
            {shortDate(at, language.value, true)}
          </time>
          <span>
            {channel === 'widget' ? c('widget') : channel} · {c(person ? 'byPerson' : 'byBot')}
            {outcome !== undefined && ` · ${outcome}`}
          </span>
          {open && <span class="tag">{c('contactOpen')}</span>}
        </li>
      ))}
    </ul>
  </section>
)

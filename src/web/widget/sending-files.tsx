import './sending-files.css'
import { bytesText } from '../shared/bytes-text.ts'
import { type Files, mayPass, type Sending, troubleOf } from '../shared/files.ts'
import { Icon } from '../shared/icons.tsx'
import { t } from './texts.ts'

/** Files on their way, above the box. */
export const SendingFiles = ({ files, maxBytes }: { files: Files; maxBytes: number }) => (
  <ul class="sending-files" aria-label={t('files')}>
    {files.sending.value.map((one) => (
      <li key={one.id} class={one.failed === undefined ? '' : 'failed'}>
        <Icon name="file" size={16} />
        <span class="sending-name">{one.name}</span>
        <State one={one} maxBytes={maxBytes} />
        {one.failed !== undefined && mayPass(one.failed) && (
          <button type="button" class="link-button" onClick={() => files.retry(one.id)}>
            {t('tryAgain')}
          </button>
        )}
        <button type="button" class="link-button" onClick={() => files.drop(one.id)}>
          {t(one.failed === undefined ? 'stop' : 'drop')}
        </button>
      </li>
    ))}
  </ul>
)

const State = ({ one, maxBytes }: { one: Sending; maxBytes: number }) =>
  one.failed === undefined ? (
    <progress max={one.size} value={one.sent} aria-label={t('sending')} />
  ) : (
    <span role="alert">{t(troubleOf(one.failed), { max: bytesText(maxBytes) })}</span>
  )

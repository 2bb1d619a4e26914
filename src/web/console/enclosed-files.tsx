import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Attachment } from '../../domain/message.ts'
import { bytesText } from '../shared/bytes-text.ts'
import { FileChooser } from '../shared/file-chooser.tsx'
import { mayPass, type Sending, troubleOf } from '../shared/files.ts'
import { Icon } from '../shared/icons.tsx'
import { Attached } from './attached.tsx'
import { useDesk } from './desk-context.ts'
import type { Enclosures } from './enclosures.ts'
import { t } from './texts.ts'
import './enclosed-files.css'

/** Chooses files; its key and the palette press it. */
export const AttachButton = ({ locked, onFiles }: { locked: boolean; onFiles(files: Iterable<File>): void }) => {
  const chooser = useRef<HTMLInputElement>(null)
  const words = t('attachMax', { max: bytesText(useDesk().limits.value.attachmentBytes) })
  return (
    <>
      <button
        id="attach"
        type="button"
        class="icon-button"
        disabled={locked}
        aria-label={words}
        title={`${words} (Alt+C)`}
        onClick={() => chooser.current?.click()}
      >
        <Icon name="clip" size={17} />
      </button>
      <FileChooser chooser={chooser} onFiles={onFiles} />
    </>
  )
}

/** What goes out with the draft, and what is on its way to the server. */
export const EnclosedFiles = ({ files, onEmpty }: { files: Enclosures; onEmpty(): void }) => {
  if (files.ready.value.length + files.sending.value.length === 0) return null
  /** The button that was pressed is gone with its file. */
  const removed = (remove: () => void) => () => {
    remove()
    onEmpty()
  }
  return (
    <ul class="enclosed" aria-label={t('enclosed')}>
      {files.ready.value.map((one) => (
        <li key={one.url}>
          <Face attachment={one} />
          <Name name={one.name} size={one.size} />
          <Remove name={one.name} onRemove={removed(() => files.remove(one))} />
        </li>
      ))}
      {files.sending.value.map((one) => (
        <li key={one.id} class={one.failed === undefined ? '' : 'failed'}>
          <Icon name="file" size={16} />
          <Name name={one.name} size={one.size} />
          <Progress one={one} onRetry={() => files.retry(one.id)} />
          <Remove name={one.name} onRemove={removed(() => files.drop(one.id))} />
        </li>
      ))}
    </ul>
  )
}

/** Pasted pictures are all named alike. */
const Face = ({ attachment }: { attachment: Attachment }) =>
  attachment.mime.startsWith('image/') ? <Attached attachment={attachment} /> : <Icon name="file" size={16} />

const Name = ({ name, size }: Pick<Attachment, 'name' | 'size'>) => (
  <span class="enclosed-name" title={name}>
    <span class="cut">{name}</span> {size > 0 && <small>{bytesText(size)}</small>}
  </span>
)

const Remove = ({ name, onRemove }: { name: string; onRemove(): void }) => {
  const words = t('removeFile', { name })
  return (
    <button type="button" class="icon-button" aria-label={words} title={words} onClick={onRemove}>
      <Icon name="close" size={14} />
    </button>
  )
}

const Progress = ({ one: { name, size, sent, failed }, onRetry }: { one: Sending; onRetry(): void }) => {
  const { limits } = useDesk()
  if (failed === undefined) return <progress max={size} value={sent} aria-label={t('fileGoesUp', { name })} />
  return (
    <span class="enclosed-trouble" role="alert">
      {t(troubleOf(failed), { max: bytesText(limits.value.attachmentBytes) })}{' '}
      {mayPass(failed) && (
        <button type="button" class="link-button" onClick={onRetry}>
          {t('tryAgain')} <kbd>Alt R</kbd>
        </button>
      )}
    </span>
  )
}

/** Files dropped on the thread; whether some are held over the page. One that misses the thread must not replace the page. */
export const useFileDrop = (locked: boolean, onFiles: (files: Iterable<File>) => void): boolean => {
  const [over, setOver] = useState(false)
  // Before the screen is drawn: what is dropped on a note must not go to the customer with the reply of a moment ago.
  useLayoutEffect(() => {
    const moved = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      const fits = !locked && isOnThread(event.target)
      event.dataTransfer.dropEffect = fits ? 'copy' : 'none'
      setOver(fits)
    }
    const left = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const dropped = (event: DragEvent) => {
      setOver(false)
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      if (!locked && isOnThread(event.target)) onFiles([...event.dataTransfer.files])
    }
    addEventListener('dragover', moved)
    addEventListener('dragleave', left)
    addEventListener('drop', dropped)
    return () => {
      removeEventListener('dragover', moved)
      removeEventListener('dragleave', left)
      removeEventListener('drop', dropped)
    }
  }, [locked, onFiles])
  return over
}

const isOnThread = (target: EventTarget | null) => target instanceof Element && target.closest('.thread') !== null

/** Files of a paste. A table or a text of an office program brings a picture of itself too: its words are meant. */
export const pastedFiles = (pasted: DataTransfer | null): readonly File[] => {
  const types = pasted?.types ?? []
  return types.includes('text/plain') && types.includes('text/html') ? [] : [...(pasted?.files ?? [])]
}

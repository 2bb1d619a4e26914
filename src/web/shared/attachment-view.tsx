import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Attachment } from '../../domain/message.ts'
import { bytesText } from './bytes-text.ts'
import { Icon } from './icons.tsx'
import './attachment-view.css'
import type { HeardNote } from './heard-note.tsx'

const OURS = '/v1/attachments/'
/** Files that the page holds at once; older ones are fetched again. */
const MOST_HELD = 40

const held = new Map<string, Promise<string>>()

/** The address of a file in this page; what is ours is fetched with the token, which an address cannot carry. */
const fetchFile = (url: string, token: string): Promise<string> => {
  if (!url.startsWith(OURS)) return Promise.resolve(url)
  const path = url.split('?')[0] as string
  const known = held.get(path)
  if (known !== undefined) return known
  const fetching = fetch(path, { headers: { authorization: `Bearer ${token}` } }).then(async (response) => {
    if (!response.ok) throw new Error(String(response.status))
    return URL.createObjectURL(await response.blob())
  })
  held.set(path, fetching)
  fetching.catch(() => held.delete(path))
  for (const [oldest, address] of held) {
    if (held.size <= MOST_HELD) break
    held.delete(oldest)
    address.then(URL.revokeObjectURL, () => undefined)
  }
  return fetching
}

interface Words {
  /** On the button that saves a file. */
  save: string
  gone: string
}

/** A picture, a sound, or a file to save. */
export const AttachmentView = ({
  attachment,
  token,
  words,
}: {
  attachment: Attachment
  token(): string
  words: Words
}) => {
  const { url, name, mime, size } = attachment
  const isShown = /^(image|audio)\//.test(mime)
  const Heard = useSignal<typeof HeardNote | undefined>(undefined)
  const loaded = useSignal<string | undefined>(undefined)
  const gone = useSignal(false)
  const lost = () => {
    gone.value = true
  }
  useEffect(() => {
    if (isShown)
      fetchFile(url, token()).then((href) => {
        loaded.value = href
      }, lost)
    // A part of its own, that the saved conversation has need of, too; a note without it is a note all the same.
    if (mime.startsWith('audio/'))
      import('./heard-note.tsx').then(
        (part) => {
          Heard.value = part.HeardNote
        },
        () => undefined,
      )
  }, [url])

  const address = loaded.value
  if (gone.value) return <span class="attachment-gone">{words.gone}</span>
  if (mime.startsWith('image/'))
    return address === undefined ? (
      <span class="attachment-wait" role="img" aria-label={name} />
    ) : (
      <a href={address} target="_blank" rel="noopener noreferrer">
        <img src={address} alt={name} />
      </a>
    )
  if (mime.startsWith('audio/'))
    return (
      <>
        {/* biome-ignore lint/a11y/useMediaCaption: what was said in it stands below, where it is known */}
        <audio controls src={address} aria-label={name} />
        {Heard.value !== undefined && <Heard.value attachment={attachment} token={token} />}
      </>
    )
  const save = () =>
    fetchFile(url, token()).then((href) => {
      // What is not ours cannot be saved from here: it must not replace the page either.
      const elsewhere = url.startsWith(OURS) ? {} : { target: '_blank', rel: 'noopener noreferrer' }
      const link = Object.assign(document.createElement('a'), { href, download: name, ...elsewhere })
      link.click()
    }, lost)
  return (
    <button type="button" class="attachment-file" onClick={() => void save()}>
      <Icon name="file" />
      <span>
        <strong>{name}</strong>
        <small>
          {words.save} · {bytesText(size)}
        </small>
      </span>
    </button>
  )
}

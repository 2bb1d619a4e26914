import type { Attachment } from '../../domain/message.ts'
import { AttachmentView } from '../shared/attachment-view.tsx'
import { session } from './session.ts'
import { t } from './texts.ts'

/** A file of a message, as everybody at the console sees it. */
export const Attached = ({ attachment }: { attachment: Attachment }) => (
  <AttachmentView
    attachment={attachment}
    token={() => session.token.value ?? ''}
    words={{ save: t('saveFile'), gone: t('fileGone') }}
  />
)

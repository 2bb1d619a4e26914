import '../shared/markdown.css'
import './messages.css'
import { addIcons } from '../shared/icons.tsx'
import { TALK_ICONS } from '../shared/talk-icons.ts'

addIcons(TALK_ICONS)

export { createFiles } from '../shared/files.ts'
export { DropPlace } from './drop-place.tsx'
export { Follow } from './follow.tsx'
export { Length } from './length.tsx'
export { PageNote } from './page-note.tsx'
export { SendingFiles } from './sending-files.tsx'
export { StateBanner } from './state-banner.tsx'
export { Talk } from './talk.tsx'
export { createTyping } from './typing.ts'
export { Waiting } from './waiting.tsx'

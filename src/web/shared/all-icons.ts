import { addIcons } from './icons.tsx'
import { MORE_ICONS } from './more-icons.ts'
import { TALK_ICONS } from './talk-icons.ts'

addIcons({ ...TALK_ICONS, ...MORE_ICONS })

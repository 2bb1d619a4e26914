import { addIcons } from './icons.tsx'
import { MORE_ICONS } from './more-icons.ts'

addIcons(MORE_ICONS)

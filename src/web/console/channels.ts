import type { ConversationSummary } from '../../domain/notice.ts'
import type { IconName } from '../shared/icons.tsx'
import { WIDGET } from './rows.ts'
import { type ConsoleText, t } from './texts.ts'

const KNOWN: Record<string, { text: ConsoleText; icon: IconName }> = {
  [WIDGET]: { text: 'channelWidget', icon: 'globe' },
  wechat: { text: 'channelWechat', icon: 'chat' },
  whatsapp: { text: 'channelWhatsapp', icon: 'chat' },
  email: { text: 'channelEmail', icon: 'mail' },
  phone: { text: 'channelPhone', icon: 'phone' },
}

/** What a channel is called and drawn as; one that nobody knows keeps its own name. */
export const channelOf = ({
  channel = WIDGET,
}: Pick<ConversationSummary, 'channel'>): { name: string; icon: IconName } => {
  const known = Object.hasOwn(KNOWN, channel) ? KNOWN[channel] : undefined
  return known === undefined ? { name: channel, icon: 'chat' } : { name: t(known.text), icon: known.icon }
}

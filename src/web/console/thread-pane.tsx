import { Icon, Mark } from '../shared/icons.tsx'
import { Composer } from './composer.tsx'
import { useDesk } from './desk-context.ts'
import { HeldBar } from './held-bar.tsx'
import { Judged } from './judged.tsx'
import { LaterReplies } from './later-replies.tsx'
import { MergedAbove } from './merged-above.tsx'
import { t } from './texts.ts'
import { ThreadHead, type ThreadHeadProps } from './thread-head.tsx'
import { Transcript } from './transcript.tsx'

/** The conversation on screen, or a hint where there is none. */
export const ThreadPane = (props: ThreadHeadProps) => {
  const seat = useDesk().seat.value
  return (
    <main class="thread" data-pane tabIndex={-1}>
      {seat === undefined ? (
        <div class="nothing">
          <Mark size={56} />
          <h1>{t('pick')}</h1>
          <p class="muted small">{t('pickHint')}</p>
          {props.commands.nextCustomer.can() && (
            <button type="button" class="button primary" onClick={props.commands.nextCustomer.run}>
              <Icon name="next" size={16} /> {t('kNext')} <kbd>Alt N</kbd>
            </button>
          )}
          <HeldBar commands={props.commands} />
        </div>
      ) : (
        <>
          <ThreadHead seat={seat} {...props} />
          <Judged seat={seat} />
          <MergedAbove key={`m${seat.room.id}`} seat={seat} />
          <Transcript key={`t${seat.room.id}`} seat={seat} />
          <LaterReplies seat={seat} />
          <Composer key={seat.room.id} seat={seat} commands={props.commands} />
        </>
      )}
    </main>
  )
}

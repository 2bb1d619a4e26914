import type { Judgement } from '../../domain/desk-marks.ts'
import { useDesk } from './desk-context.ts'
import type { Seat } from './seats.ts'
import { t } from './texts.ts'

const BEST = 5

/** How the customer found a conversation once it was over, in words. */
export const judgementText = ({ scale, score }: Pick<Judgement, 'scale' | 'score'>): string =>
  scale === 'stars' ? t('judgedStars', { n: score, best: BEST }) : t(score === 1 ? 'judgedGood' : 'judgedBad')

/** The same above the conversation, with what the customer said. */
export const Judged = ({ seat }: { seat: Seat }) => {
  const judged = useDesk().inbox.rows.value.get(seat.room.id)?.marks?.judged
  if (judged === undefined) return null
  return (
    <p class="merged-into" role="note">
      {judgementText(judged)}
      {judged.words !== undefined && <q>{judged.words}</q>}
    </p>
  )
}

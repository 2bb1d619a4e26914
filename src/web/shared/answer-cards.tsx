import './answer-cards.css'
import type { Card } from '../../domain/card.ts'
import { AnswerPicture } from './answer-picture.tsx'

/** Cards under an answer. With `onSay` their words can be tapped; without it they are shown only, as agents see them. */
export const AnswerCards = ({ cards, onSay }: { cards: readonly Card[]; onSay?: (text: string) => void }) => (
  <ul class={`answer-cards ${cards.length > 1 ? 'many' : ''}`}>
    {cards.map((card, i) => (
      <li key={`${i} ${card.title}`}>
        {card.image !== undefined && <AnswerPicture src={card.image} alt="" />}
        <div class="words">
          <strong>{card.title}</strong>
          {card.text !== undefined && <p>{card.text}</p>}
        </div>
        {card.buttons.length > 0 && (
          <div class="buttons">
            {card.buttons.map((button) => (
              <CardButton key={button.label} button={button} {...(onSay === undefined ? {} : { onSay })} />
            ))}
          </div>
        )}
      </li>
    ))}
  </ul>
)

const CardButton = ({
  button: { label, url, say },
  onSay,
}: {
  button: Card['buttons'][number]
  onSay?: (text: string) => void
}) => {
  // The server refuses other addresses; whoever shows a card does not rely on it.
  if (url !== undefined && /^https?:\/\//i.test(url))
    return (
      <a href={url} target="_blank" rel="noopener noreferrer nofollow">
        {label}
        <span aria-hidden="true">↗</span>
      </a>
    )
  if (say === undefined) return null
  return onSay === undefined ? (
    <span class="shown">{label}</span>
  ) : (
    <button type="button" onClick={() => onSay(say)}>
      {label}
    </button>
  )
}

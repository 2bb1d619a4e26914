import { AnswerPicture } from './answer-picture.tsx'
import { type Inline, parseMarkdown } from './markdown.ts'

/** A text of the shop (bot, agent, system) with its simple Markdown. */
export const Markdown = ({ text }: { text: string }) => (
  <div class="md">
    {parseMarkdown(text).map((block) => {
      if (block.kind === 'paragraph')
        return (
          <p>
            {block.lines.map((line, at) => (
              <>
                {at > 0 && <br />}
                <Line parts={line} />
              </>
            ))}
          </p>
        )
      const items = block.items.map((item) => (
        <li>
          <Line parts={item} />
        </li>
      ))
      return block.start === undefined ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>
    })}
  </div>
)

const Line = ({ parts }: { parts: Inline[] }) => (
  <>
    {parts.map((part) => {
      if (part.kind === 'bold') return <strong>{part.text}</strong>
      if (part.kind === 'text') return part.text
      if (part.kind === 'picture') return <AnswerPicture src={part.src} alt={part.text} />
      return (
        <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
      )
    })}
  </>
)

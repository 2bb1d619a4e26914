/** Whether a piece of a message asks: a question mark or word, or words that want something done. Patterns only, as written. */
export const isQuestion = (text: string): boolean => (HAN.test(text) ? QUESTION_ZH : QUESTION_EN).test(text)

/** Whether a piece wants something done: 帮我, 我要, please, I want, or a bare verb of request at its start. */
export const isWish = (text: string): boolean => (HAN.test(text) ? WISH_ZH : WISH_EN).test(text)

const HAN = /\p{Script=Han}/u
const QUESTION_ZH =
  /[?？]|[吗嗎么呢]\s*$|[吗嗎][啊呀]|[没不]\s*$|怎么|怎樣|怎样|咋|如何|多少|多久|多大|多高|多长|多宽|几[天点号时月个]|啥|什么时候|什麼|有什么|哪|谁|能不能|可不可以|有没有|是不是|要不要|行不行|算不算|会不会|能.{1,8}[吗不么]|还.{0,6}[吗不么]\s*$/u
const WISH_ZH =
  /帮我|幫我|帮忙|麻烦|请|給我|给我|我要|我想|想要|想换|想改|想退|想取消|想问|要改|得改|改成|换成|^把|^要|取消吧|投诉/u
const QUESTION_EN =
  /\?|^(?:and |also |so |but )*(?:how|when|where|wheres|what|whats|what's|where's|when's|why|who|which|can|could|do|does|did|is|are|will|would|should|has|have|any)\b|\b(?:how much|how long|how many|how do i|can i|can you|could you|when will|do you|is it|whats|wheres)\b/iu
const WISH_EN =
  /\b(?:please|pls|want|need|i'd like|would like|tell me|send me|give me|get me|let me|make it|i'd rather)\b|^(?:and |also |so |but )*(?:cancel|change|add|deliver|delete|stop|skip|swap|refund|leave|put|restore|sort|send)\b/iu

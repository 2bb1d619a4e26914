import { editShare } from '../lib/edit-distance.ts'

/** English wishes for a person, in a normalised text, misspelt ones too. */
export const asksInEnglish = (text: string): boolean => {
  if (!/[a-z]{3}/.test(text)) return false
  const words = text.replace(/'/g, '').match(/[a-z0-9]+/g) ?? []
  const spelt = words.slice(0, WORDS_READ).map(correct).join(' ')
  return WISHES.some((wish) => wish.test(spelt))
}

const WORDS_READ = 300

/** Misspellings that patterns need not know about: humen, persn, agnet, representitive … */
const correct = (word: string): string => {
  const cached = CORRECTED.get(word)
  if (cached !== undefined) return cached
  if (/^rep[a-z]{7,}$|^res?p[a-z]{9,}$/.test(word) && editShare(word, 'representative') <= SAME_WORD_SHARE)
    return 'representative'
  return (
    SPELT.find((right) => word.length >= SHORTEST_TYPO && !REAL_WORDS.has(word) && isOneSlipFrom(word, right)) ?? word
  )
}

const SPELT =
  'human person agent operator supervisor someone somebody robot speak speaking talking chatting contact customer service support assistant'.split(
    ' ',
  )
const CORRECTED = new Map([
  ['hooman', 'human'],
  ['huuman', 'human'],
  ['ppl', 'people'],
  ['reel', 'real'],
  ['rael', 'real'],
  ['reps', 'rep'],
  ['speek', 'speak'],
  ['spek', 'speak'],
  ['spk', 'speak'],
  ['tlk', 'talk'],
  ['tak', 'talk'],
  ['tok', 'talk'],
  ['takl', 'talk'],
  ['talkk', 'talk'],
  ['calling', 'call'],
  ['contacting', 'contact'],
  ['reaching', 'reach'],
  ['getting', 'get'],
  ['custmer', 'customer'],
  ['costumer', 'customer'],
  ['cs', 'customer service'],
  ['adviser', 'advisor'],
  ['sombody', 'somebody'],
  ['sum1', 'someone'],
  ['some1', 'someone'],
  ['thru', 'through'],
  ['wit', 'with'],
  ['wth', 'with'],
  ['wiht', 'with'],
  ['wih', 'with'],
  ['ot', 'to'],
  ['ur', 'your'],
  ['gimme', 'give me'],
  ['lemme', 'let me'],
  ['wanna', 'want to'],
])
/** One slip away from a word above, and words themselves. */
const REAL_WORDS = new Set(
  'humane parson argent spear sneak steak speaks contract contacts customers services serviced supports'.split(' '),
)
const SHORTEST_TYPO = 4
const SAME_WORD_SHARE = 0.25

/** One letter more, less, other, or two neighbours swapped. */
const isOneSlipFrom = (word: string, right: string): boolean => {
  if (word === right || Math.abs(word.length - right.length) > 1) return false
  let start = 0
  while (start < word.length && word[start] === right[start]) start++
  const [a, b] = [word.slice(start), right.slice(start)]
  if (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1)) return true
  return a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2)
}

const REAL = '(?:real|live|actual|human|proper|genuine|living|breathing|physical|flesh and blood)'
/** Surely somebody to talk to. */
const SURELY = String.raw`(?:(?:${REAL} )+(?:person|people|agent|being|rep|representative|someone|somebody|one|operator|advisor|assistant|man|woman|staff|human|soul)|humans?(?! (?:hair|resources|consumption|grade|body|error|use|rights|size|made))|representatives?(?! sample)|operators?(?! manual)|live (?:chat|agent|support|person|help))\b`
const STAFF = String.raw`(?:agents?|rep|csr|assistants?|advisors?|supervisors?|managers?|boss|superior|staff(?: member)?|team member|employee|consultant|specialist|executive|(?:customer|client|after sales|technical|tech|human|live) (?:service|care|support|assistance|staff|team)(?: (?:team|rep|agent|person|department|desk|staff|representative))?|support(?: (?:team|agent|person|rep|staff|desk))|help ?desk|call cent(?:er|re)|(?:someone|somebody|person|whoever|whos|anyone|people)(?: (?:is|that is|thats|whos|who is))? (?:senior|higher|else|in charge|from your (?:team|side)))\b`
const ANYBODY = '(?:person|people|someone|somebody)'
const WHICH =
  '(?:(?:a|an|the|your|some|any|one|of|another|different|better|actual|real|live|human|proper|at|with|online|available|senior|good|english|speaking|qualified|nice|trained|more|damn|damned|goddamn|fucking|bloody|freaking|bleeping) )*'
const TALK =
  '(?:speak|talk|chat|converse|speaking|talking|chatting|deal|dealing|discuss(?: (?:it|this))?)(?: (?:to|with|w|2|directly|live|face|on|the|phone|again|now|about|this|it|in|please|just))*'
const MOVE = '(?:connect|transfer|put|pass|forward|switch|redirect|route|hand|escalate|refer|patch|direct|get|bring)'
const ASK =
  '(?:get|give|find|bring|want|need|would like|d like|id like|prefer|require|reach|rather have|(?:can|could|may) i have|let me have|contact|request|demand|ask for|asking for|asked for|looking for|wait for|waiting for|put|send|see|where is|wheres|where are)'
const CONTACT =
  '(?:contact|reach|call|phone|ring|get|need|want|give me|get me|get hold of|get a hold of|get through to|get in touch with)(?: (?:to|with|me))*'
const BOT =
  '(?:bots?|chatbots?|chat bots?|chatgpt|ai|automated|automation|autoreply|auto repl(?:y|ies)|automatic(?:ally)? repl(?:y|ies)|canned|virtual assistant|algorithm|script(?:ed)?)'
const NOT_GOODS = '(?! (?:vac|vacuum|mop|mower|lawn|cleaner|toy|arm|kit|hoover|dog|wash))'
const NOT_NOW =
  '(?! (?:\\d+|number|phone|hours|hour|email|address|open|opening|is|was|were|are|told|said|has|had|hung|closed|times?|on weekends|fee|bonus|code|manual|guide|bank|id)\\b)'
const MAY_END =
  '(?: (?:please|pls|plz|now|asap|thanks|thx|ty|here|today|right|immediately|only|needed|required|quick|quickly|service|chat|support|agent|person|human|to help|help|on|line|available|ok|instead|urgently|urgent|dear|sir))*$'

const WISHES: readonly RegExp[] = [
  // talk wth na agent: whatever short stands between
  `(?<!\\b(?:am i|was|were|been|are you|are we|do i have to|do i need to) )\\b(?:speak|talk|chat) (?:[a-z]{1,4} ){0,3}(?:${SURELY}|agents?|assistants?|person|someone|somebody)\\b${NOT_NOW}`,
  // i would like to speak with your supervisor
  `(?<!\\b(?:am i|was|were|been|just|are we|are you|tried|keep|kept|stop|after|(?:do|should|must) i (?:have|need) to|should i) )\\b${TALK} ${WHICH}(?:${SURELY}|${STAFF}|${ANYBODY}|support|service)${NOT_NOW}`,
  // put me through to a real person
  `\\b${MOVE} (?:me|us|this chat|this|it|my call|my case|the chat) (?:(?:over|through|on|back|straight|directly) )*(?:(?:to|with|2|through|over) )*${WHICH}(?:${SURELY}|${STAFF})${NOT_NOW}`,
  // connect agent
  `\\b(?:connect|transfer|direct|redirect) (?:(?:me|us|to|with|2|please|now) )*${WHICH}(?:${SURELY}|${STAFF})${NOT_NOW}|\\bagent to (?:chat|talk|speak)`,
  // hand me over to someone
  `\\b${MOVE} (?:me|us) (?:(?:over|through|on|back|straight|directly|in touch) )*(?:(?:to|with|2|through) )+${WHICH}(?:${ANYBODY}|support|service)`,
  // i want a human; where is the operator
  `\\b${ASK} (?:(?:me|us|to|have|reach|contact|call|get|hold|through|for|see|hear|from|this|it|just|please|in|touch|is) )*${WHICH}(?:${SURELY}|(?:agents?|assistants?|rep|csr|advisor|supervisor|manager|boss)\\b)${NOT_NOW}(?! (?:to (?:pick|deliver|collect|sign|install)))`,
  // how do i contact customer service
  `^(?!.*\\b(?:hours?|what time)\\b).*\\b${CONTACT} ${WHICH}(?:customer (?:service|care|support|assistance)|live support|support (?:agent|team|person|rep)|help ?desk|call cent(?:er|re))${NOT_NOW}`,
  // get hold of somebody
  `\\b(?:reach|contact|get hold of|get a hold of|get through to|get in touch with|get to) ${WHICH}${ANYBODY}(?! (?:else )?(?:at home|in the house))`,
  // i need someone who can help
  `\\b(?:get|give|find|bring|want|need|require|prefer|would like|id like) (?:me |us |to have |just )*${WHICH}${ANYBODY}(?:${MAY_END}| (?:to )?(?:talk|speak|chat|answer|reply|explain)| to (?:call|phone|ring|contact|help)(?: me| us| with this| please)?$| (?:who|that) (?:can|knows|understands|speaks|will|actually|has)| i can (?:talk|speak)| real| on the (?:phone|line)| not ${WHICH}${BOT}| instead)`,
  // agent! agent!
  `^(?:(?:hi|hello|hey|please|pls|plz|ok|no|yes|just|now|i|want|need|a|an|the|real|live|human|actual|customer|service|support|your|me|give|get|any|more|another|to|can|have|could|u|you|online) )*(?:${SURELY}|agents?|persons?|rep|csr|advisor|manager|supervisor|boss|customer (?:service|support|care)|somebody real)(?: (?:agents?|representative|human|person|operator|manager))*${MAY_END}`,
  // is there a person i can talk to
  `\\b(?:is|are) there (?:(?:a|an|any|some|no|actual|real|live|human|even|not) )*(?:${SURELY}|agents?|rep|advisors?|person|someone|somebody|people)(?: (?:there|here|available|around|i can|to (?:talk|speak|help|chat)|who|that can|online|real|working|on|behind)|$)`,
  // anyone real?
  `(?<!\\b(?:speaking|talking|chatting) (?:to|with) )\\b(?:anyone|anybody|someone|somebody) (?:real|human|senior|i can (?:talk|speak|chat)|to (?:talk|speak|chat) (?:to|with)|there to (?:talk|help)|in charge|who isnt)`,
  // any humans here
  `\\bany (?:${REAL} )*(?:humans?|real people|agents?) (?:here|there|available|around|online|on)`,
  // stop the automated answers; i dont want to talk to a machine
  `\\b(?:dont|do not|no|never|stop|hate|tired of|sick of|enough|done with|fed up with|quit|instead of|rather than|get rid of|turn off|disable|exit|bypass|skip)(?: [a-z]+){0,5}? (?:${BOT}|(?:talk|talking|speak|speaking|chat|chatting|deal|dealing) (?:to|with) (?:a |an |the |this |some )?(?:robots?|machines?|computer|bots?))\\b${NOT_GOODS}`,
  // no robots
  `\\b(?:dont want|do not want|no|hate) (?:(?:a|this|these|your|stupid|damn|more) )*robots?\\b${NOT_GOODS}(?! anymore| any more)`,
  // a person not a bot
  `\\b(?:${SURELY}|person|agent|someone)(?: (?:and|please|pls))? not (?:a |an |the |this |some |another )*(?:${BOT}|robot|machine)`,
  // have someone call me
  `\\b(?:have|get|ask|let|make|can|could|please|want|need) (?:someone|somebody|a person|a rep|an agent|a representative|customer service|your (?:manager|team|supervisor|boss|people)|a manager|a supervisor|one of your people|whoever is in charge|whoevers in charge)(?: senior| there| please)? (?:to )?(?:call|phone|ring|contact|speak|talk|telephone)(?: to| with)? (?:me|us)(?! (?:before|when|once|upon|on arrival|as soon))`,
  // call me back
  `\\b(?:call|phone|ring) me back\\b(?! (?:before|when|once))|\\brequest(?:ing)? a (?:call ?back|phone call)|\\bi (?:want|need|would like) a (?:call ?back|call back)`,
  // escalate this
  `\\bescalate (?:this|it|my|the|to)\\b|\\b(?:who is|whos) above you\\b|\\braise (?:this|it) to (?:the|a|your)\\b`,
].map((source) => new RegExp(source))

/**
 * Whether a text is Chinese in Latin letters without tones ("kuaidi dao nale ma"): every word falls into syllables of pinyin, at
 * least three in all, one of them of grammar or of what customers say, and half of the words are no English word. "can you change
 * me" falls into syllables too, so words of English that do are listed.
 */
export const isPinyin = (text: string): boolean => {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[a-zü']+/g) ?? []
  if (words.length === 0 || words.length > MOST_WORDS) return false
  let syllables = 0
  let chinese = 0
  let telling = 0
  for (const word of words) {
    const found = CONTRACTION.test(word) ? undefined : syllablesOf(word.replaceAll("'", ''))
    if (found === undefined) return false
    syllables += found.length
    if (ENGLISH.has(word)) continue
    chinese++
    telling += found.filter((syllable) => TELLING.has(syllable)).length
  }
  return (
    syllables >= FEWEST_SYLLABLES &&
    chinese * 2 > words.length &&
    (chinese >= 2 || syllables > FEWEST_SYLLABLES) &&
    telling >= 1
  )
}

const MOST_WORDS = 200
/** you're, it's, don't: English whatever it falls into. */
const CONTRACTION = /'(?:re|s|t|m|ll|ve|d)$/
const FEWEST_SYLLABLES = 3
const LONGEST_WORD = 24
const LONGEST_SYLLABLE = 6

/** The word cut into syllables, longest first; undefined where it cannot be. */
const syllablesOf = (word: string): string[] | undefined => {
  if (word.length > LONGEST_WORD) return undefined
  const cuts: (string[] | undefined)[] = [[]]
  for (let end = 1; end <= word.length; end++)
    for (let length = Math.min(LONGEST_SYLLABLE, end); length > 0 && cuts[end] === undefined; length--) {
      const before = cuts[end - length]
      const syllable = word.slice(end - length, end)
      if (before !== undefined && SYLLABLES.has(syllable)) cuts[end] = [...before, syllable]
    }
  return cuts[word.length]
}

/** Finals that each initial takes, in the spelling of pinyin without tones; `v` and `ü` are typed for lü and nü. */
const FINALS: Readonly<Record<string, string>> = {
  b: 'a o ai ei ao an en ang eng i ie iao ian in ing u',
  p: 'a o ai ei ao ou an en ang eng i ie iao ian in ing u',
  m: 'a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u',
  f: 'a o ei ou an en ang eng u',
  d: 'a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un',
  t: 'a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un',
  n: 'a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve ü üe',
  l: 'a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ü üe',
  g: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  k: 'a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang',
  h: 'a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  j: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  q: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  x: 'i ia ie iao iu ian in iang ing iong u ue uan un',
  zh: 'a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang',
  ch: 'a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang',
  sh: 'a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang',
  r: 'e i ao ou an en ang eng ong u uo ui uan un',
  z: 'a e i ai ei ao ou an en ang eng ong u uo ui uan un',
  c: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
  s: 'a e i ai ao ou an en ang eng ong u uo ui uan un',
  y: 'a e i ao ou an in ang ing ong u ue uan un o',
  w: 'a o ai ei an en ang eng u',
  '': 'a o e ai ei ao ou an en ang er',
}
const SYLLABLES: ReadonlySet<string> = new Set(
  Object.entries(FINALS).flatMap(([initial, finals]) => finals.split(' ').map((final) => initial + final)),
)

/** Syllables that most Chinese messages have one of. */
const TELLING: ReadonlySet<string> = new Set(
  'wo ni de le ma ne ba bu mei you shi zai dao hai shen zen me na nar zhe qing kuai di dan ding tui huan huo kuan piao fa qian shou jian gei yao xiang ke yi qu lai cha xia ji dian tian'.split(
    ' ',
  ),
)

/** English words, and brands of both languages, that fall into syllables of pinyin. */
const ENGLISH: ReadonlySet<string> = new Set(
  'a abuse acela adequate age agenda ai ale alice alicia along america american an anna ant ape api are area arena aside ate awaiting awe aware bag bake bala balance ban banana bang base beijing ben bike bin bing boa boxing buy buying ca cabin cable cache cake call came can canada canceling cane care case cease change chance chase cheating cheer cheese chi chic chile chili chime china chinese citizen code courier cuba cuisine cute dale damage dan dance data date de decade decide deer defense delete deleting deli den denise denying deposit desire di dice die diet din dine dining done dongle dude due during ease easier eat eating echo editing eliminate emailing en end ending engage enter entire equal erase euro eye face fake fan fang fare fee feng fence fine fo fun future ga game gang garage gate gave genre gone guarantee guidance guide gun hand handing handle hang hare hate have he heading heating hence hen here hi hide him hole home hong hose hot house huawei hue huge human hunting i in inn iran jean jingle juan juice june keeping kong la lance lane landing language late latitude leading league leaning lease lee leisure lego lei license li lie like lime line lining liu lo loan long longer lu lung ma machine made mailing main make male man manage mango mate me mean meaning meantime measure media medicine meeting meituan men mentioning menu mexican mi mice middle mike mile mine mini minimize minute mobile mode more mouse move mute name nan nature ne need needing negate nice niece nike nine nineteen no none nun ocean on one online onine open opening orange ou outing owe owing pa page pair palace pan pang panda paper paying pen pending people pie piece pier pile pin pine ping pioneer pique place pole police pose purchase queen quite quote rain ran rang range rate re reading realize rebate redeeming reduce refuse release relaxing remaining remind reminding remote rename rent reopen reroute reside resume rice ride riding rio ripen rise roll route routine rude rule run runner same sane sang sea sad sale san saying se seating secure see seen send sending sense sepa sequence sesame shade shake shame shan shape she shein shine shiping shoe shopping shut side silver sing site size so some song sue suggest suit suite sun sung sure suze take taken tan tang tao taobao tap taxi tea temu ten tie tied tiger time timeline timing tin tide tire to tone top tune tuna two uae use van wage wait waiting wake wan wane wanna want wanting we wear weng wide wine win wing women wore wu xiaomi yang ye yen yo yoga you young yule zen zone'.split(
    ' ',
  ),
)

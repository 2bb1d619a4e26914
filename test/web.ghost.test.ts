import { describe, expect, it } from 'vitest'
import { chooseGhost, cycledGhost, nextWord, type Offer, restOf } from '../src/web/shared/ghost.ts'

const whole = (text: string, confidence = 0.9, missing: string[] = []): Offer => ({
  id: text,
  base: '',
  text,
  confidence,
  missing,
})
const completion = (base: string, text: string): Offer => ({ id: base + text, base, text })

describe('what an offer adds to a draft', () => {
  it('is the rest of the reply, in either language', () => {
    expect(restOf(whole('您的订单今天送达。'), '您的订')).toBe('单今天送达。')
    expect(restOf(whole('Your order arrives today.'), 'Your order')).toBe(' arrives today.')
  })

  it('is nothing when the draft is not a prefix, or is already all of it', () => {
    expect(restOf(whole('您的订单今天送达。'), '您的快递')).toBeUndefined()
    expect(restOf(whole('Thanks'), 'Thanks')).toBeUndefined()
    expect(restOf(whole('Thanks'), 'Thanks!')).toBeUndefined()
  })

  it('compares without case and width, and never alters what is inserted', () => {
    expect(restOf(whole('Your Order is here'), 'your ord')).toBe('er is here')
    expect(restOf(whole('好的，马上'), '好的,')).toBe('马上')
    expect(restOf(whole('ｏrder 8842'), 'ORDER')).toBe(' 8842')
  })

  it('finds the cut where folding changes the length', () => {
    // ﬁ folds to two letters, ㎏ to two.
    expect(restOf(whole('ﬁne, 5 ㎏ it is'), 'fine, 5 kg')).toBe(' it is')
    // A cut inside such a letter is none: nothing can be inserted that completes it.
    expect(restOf(whole('ﬁne'), 'f')).toBeUndefined()
  })

  it('never splits a letter that takes two code units', () => {
    expect(restOf(whole('😀😁'), '😀')).toBe('😁')
  })

  it('needs the whole base of a completion in the draft', () => {
    expect(restOf(completion('Thank', ' you'), 'Tha')).toBeUndefined()
    expect(restOf(completion('Thank', ' you'), 'Thank')).toBe(' you')
    expect(restOf(completion('Thank', ' you'), 'thank y')).toBe('ou')
  })
})

describe('which ghost is shown', () => {
  it('before a letter is typed: only a reply that is sure and complete', () => {
    const choose = (offer: Offer) => chooseGhost({ draft: '', offers: [offer] })?.rest
    expect(choose(whole('您好', 0.75))).toBe('您好')
    expect(choose(whole('您好', 0.74))).toBeUndefined()
    expect(choose(whole('预计 {{parcel.eta}}', 0.99, ['parcel.eta']))).toBeUndefined()
    expect(chooseGhost({ draft: '预', offers: [whole('预计 {{parcel.eta}}', 0.3, ['parcel.eta'])] })?.rest).toBe(
      '计 {{parcel.eta}}',
    )
  })

  it('prefers the longest base, then the rank', () => {
    const offers = [
      whole('Thank you for waiting', 0.9),
      completion('Thank', ' you!'),
      completion('Thank y', 'ou so much'),
    ]
    expect(chooseGhost({ draft: 'Thank y', offers })?.rest).toBe('ou so much')
    expect(chooseGhost({ draft: 'Th', offers: [whole('That'), whole('This'), whole('Thanks')] })?.rest).toBe('at')
  })

  it('keeps the one on screen while it is available, whatever is pushed', () => {
    const offers = [completion('Than', 'ks!'), whole('Thanks for waiting')]
    expect(chooseGhost({ draft: 'Than', offers, current: 'Thanks for waiting' })?.rest).toBe('ks for waiting')
    expect(chooseGhost({ draft: 'Thanks!', offers, current: 'Thanks for waiting' })).toBeUndefined()
  })

  it('counts what can be cycled through, and cycles both ways around', () => {
    const offers = [whole('Hello Ann'), whole('Hello Bob'), whole('Good day')]
    const at = { draft: 'He', offers, current: 'Hello Ann' }
    expect(chooseGhost(at)?.of).toBe(2)
    expect(cycledGhost({ ...at, step: 1 })).toBe('Hello Bob')
    expect(cycledGhost({ ...at, current: 'Hello Bob', step: 1 })).toBe('Hello Ann')
    expect(cycledGhost({ ...at, step: -1 })).toBe('Hello Bob')
    expect(cycledGhost({ draft: 'x', offers, step: 1 })).toBeUndefined()
  })
})

describe('the next word', () => {
  it('comes with the spaces and signs before it', () => {
    expect(nextWord(' order is here', 'en')).toBe(' order')
    expect(nextWord(', and then', 'en')).toBe(', and')
    expect(nextWord('，订单今天送达', 'zh')).toBe('，订单')
  })

  it('takes the rest when no word is left', () => {
    expect(nextWord('。！', 'zh')).toBe('。！')
    expect(nextWord('', 'en')).toBe('')
  })

  it('taken again and again gives the whole text', () => {
    for (const text of ['您的订单 8842 今天送达，请留意电话。', 'Your order 8842 arrives today; see you!']) {
      let taken = ''
      while (taken.length < text.length) {
        const word = nextWord(text.slice(taken.length), 'zh')
        expect(word.length).toBeGreaterThan(0)
        taken += word
      }
      expect(taken).toBe(text)
    }
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { languageOf } from '../src/pipeline/language.ts'
import { otherLanguageOf } from '../src/pipeline/other-language.ts'
import { isPinyin } from '../src/pipeline/pinyin.ts'

describe('other languages', () => {
  it.each([
    ['荷物はいつ届きますか', 'ja'],
    ['注文した商品がまだ届いていません', 'ja'],
    ['キャンセルしたい', 'ja'],
    ['ありがとう', 'ja'],
    ['내 택배 어디에 있어요?', 'ko'],
    ['환불 언제 되나요', 'ko'],
    ['где мой заказ', 'ru'],
    ['Де моє замовлення?', 'uk'],
    ['أين طلبي', 'ar'],
    ['سفارش من کجاست، چرا نیامده', 'fa'],
    ['พัสดุของฉันอยู่ที่ไหน', 'th'],
    ['איפה ההזמנה שלי', 'he'],
    ['मेरा ऑर्डर कहाँ है', 'hi'],
    ['πού είναι η παραγγελία μου', 'el'],
    ['¿Dónde está mi pedido?', 'es'],
    ['donde esta mi paquete', 'es'],
    ['quiero devolver el producto', 'es'],
    ['Où est ma commande', 'fr'],
    ["je n'ai pas reçu mon colis", 'fr'],
    ['Wo ist mein Paket?', 'de'],
    ['ich möchte meine Bestellung stornieren', 'de'],
    ["dov'è il mio ordine", 'it'],
    ['onde está a minha encomenda', 'pt'],
    ['đơn hàng của tôi đâu rồi', 'vi'],
    ['di mana pesanan saya', 'id'],
    ['siparişim nerede', 'tr'],
    ['gdzie jest moja paczka', 'pl'],
    ['waar is mijn bestelling', 'nl'],
    ['kumusta po, nasaan na yung order ko', 'tl'],
  ])('%s is %s', (text, language) => {
    expect(otherLanguageOf(text)).toBe(language)
  })

  it.each([
    '我的快递到哪了',
    '我要退貨係咁',
    '美の衣有货吗',
    '资生堂アネッサ有货吗',
    '谢谢 (づ￣3￣)づ',
    'ヾ(≧▽≦*)o 收到啦',
    '(ﾟДﾟ)ノ',
    'ㅠㅠ我的快递呢',
    '😂😂😂',
    'SF1390022763345',
    '20261118003345',
    'hi',
    'ok',
    'refund pls',
    'merci',
    'gracias!',
    'hola',
    'la la la',
    'my name is Иван, where is my parcel',
    'does the café au lait come in large',
    "L'Oréal crème",
    'Nike Air Max size 42',
    'El Niño jacket in L',
    'I live on Via Roma 12, Milano',
    'deliver to Calle de la Luna 5 por favor',
    '¯\\_(ツ)_/¯',
    'kuaidi dao nale ma',
    'wo de dingdan zai nali',
    '',
    '???',
  ])('%s is ours, or says nothing', (text) => {
    expect(otherLanguageOf(text)).toBeUndefined()
  })

  it('misfires on none of the starter examples and validation messages', () => {
    const texts = ['knowledge/validation.jsonl', 'eval/sentiment.jsonl', 'eval/starter.jsonl'].flatMap((file) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { text: string }).text),
    )
    expect(texts.length).toBeGreaterThan(1_500)
    expect(texts.filter((text) => otherLanguageOf(text) !== undefined)).toEqual([])
    expect(texts.filter((text) => !/\p{Script=Han}/u.test(text) && isPinyin(text))).toEqual([])
  })
})

describe('pinyin', () => {
  it.each([
    'kuaidi dao nale ma',
    'wo de dingdan zai nali',
    'tuikuan shenme shihou dao',
    'woyaotuihuo',
    'QING WEN you huo ma',
    'wo yao zhuan rengong',
  ])('is Chinese: %s', (text) => {
    expect(isPinyin(text)).toBe(true)
    expect(languageOf(text, 'en')).toBe('zh')
  })
  it.each([
    'can you change me',
    'women shoes',
    'change size',
    'huawei mate',
    'sale time',
    "you're cute",
    'delete meeting',
    'I am fine',
    'hi',
    'where is my order',
  ])('is not: %s', (text) => {
    expect(isPinyin(text)).toBe(false)
  })
})

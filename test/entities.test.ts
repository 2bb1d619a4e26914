import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chineseNumber } from '../src/lib/chinese-number.ts'
import { createEntityFinder } from '../src/pipeline/entities/entities.ts'

/** A Sunday in the shop. */
const NOW = new Date('2026-11-22T15:30:00+08:00')
const entitiesOf = createEntityFinder({ timeZone: 'Asia/Shanghai' })
const found = (text: string) => entitiesOf(text, NOW).map(({ type, value }) => `${type} ${value}`)

const cases: [string, string[]][] = [
  // order numbers
  ['订单20261118003345怎么还没发货', ['order_number 20261118003345']],
  ['麻烦看下20261203003345这个订单处理到哪一步了', ['order_number 20261203003345']],
  ['my order 20261118003345 has not arrived', ['order_number 20261118003345']],
  ['订单号：２０２６１１１８００３３４５', ['order_number 20261118003345']],
  ['订单号8613812345678没到', ['order_number 8613812345678']],
  ['20261118003345和20261118009021哪个先到', ['order_number 20261118003345', 'order_number 20261118009021']],
  // tails
  ['尾号3345到哪了', ['order_tail 3345']],
  ['退款啥时候到帐啊亲~ 订单尾号3345', ['order_tail 3345']],
  ['订单后四位是3345', ['order_tail 3345']],
  ['末四位 3345', ['order_tail 3345']],
  ['最后4位9021那个', ['order_tail 9021']],
  ['尾號9021的訂單', ['order_tail 9021']],
  ['9021那单退了吧', ['order_tail 9021']],
  ['3345的订单', ['order_tail 3345']],
  ['请提供单号2290派送人的号码', ['order_tail 2290']],
  ['the one ending in 3345', ['order_tail 3345']],
  ['order ending 3345 please', ['order_tail 3345']],
  ['last four digits are 9021', ['order_tail 9021']],
  ['last four 3345', ['order_tail 3345']],
  ['where is order #8842', ['order_tail 8842']],
  ['Order no. 9021 is late', ['order_tail 9021']],
  ['#8842?', ['order_tail 8842']],
  ['3345', ['order_tail 3345']],
  [' 3345吧。', ['order_tail 3345']],
  ['3345 please', ['order_tail 3345']],
  ['退到尾号8888的银行卡', ['card_tail 8888']],
  ['手机尾号6677的账号登录不上', ['phone_tail 6677']],
  ['my card ending in 4242 was charged', ['card_tail 4242']],
  ['phone number ending 6677', ['phone_tail 6677']],
  ['一共3345', []],
  ['订单2000件起批吗', []],
  ['can I order 2000 pieces', ['quantity 2000']],
  // parcels
  ['SF1390022763345到哪了', ['parcel_number SF1390022763345']],
  ['yt8812345678901 没更新', ['parcel_number YT8812345678901']],
  ['快递单号是 773301234567890', ['parcel_number 773301234567890']],
  ['运单号：75312345678901', ['parcel_number 75312345678901']],
  ['tracking number 9400110200881234567890', ['parcel_number 9400110200881234567890']],
  ['JDVB12345678901 三天没动', ['parcel_number JDVB12345678901']],
  ['1Z999AA10123456784 shows no update', ['parcel_number 1Z999AA10123456784']],
  ['EA123456785CN 卡在海关', ['parcel_number EA123456785CN']],
  ['EA123456789CN 卡在海关', []],
  ['运单号EA123456789CN', ['parcel_number EA123456789CN']],
  // phones
  ['我电话13812345678', ['phone 13812345678']],
  ['+86 138 1234 5678', ['phone 13812345678']],
  ['打8613812345678', ['phone 13812345678']],
  ['call me on 138-1234-5678', ['phone 13812345678']],
  ['座机010-62345678', ['phone 01062345678']],
  ['400-820-8820打不通', ['phone 4008208820']],
  ['my number is +44 20 7946 0958', ['phone +442079460958']],
  ['(415) 555-0132 is my cell', ['phone 4155550132']],
  // e-mail
  ['发票发到 Zhang.Wei+tax@Example.com.cn 谢谢', ['email zhang.wei+tax@example.com.cn']],
  // money
  ['怎么多扣了129元', ['money 12900']],
  ['¥129.50 charged twice', ['money 12950']],
  ['￥1,299', ['money 129900']],
  ['付了一百二十九块', ['money 12900']],
  ['两千三百元退给我', ['money 230000']],
  ['三块五的运费', ['money 350']],
  ['12块8', ['money 1280']],
  ['128块钱', ['money 12800']],
  ['1.2万元的电脑', ['money 1200000']],
  ['I was charged $12.50', ['money 1250']],
  ['refund 30 dollars', ['money 3000']],
  ['129 rmb', ['money 12900']],
  ['one for 1,250 USD', ['money 125000']],
  ['5毛钱', ['money 50']],
  ['为什么让我补缴180块税', ['money 18000']],
  ['大闸蟹四百九十八一盒', ['money 49800']],
  ['99包邮', ['money 9900']],
  ['三块电池', []],
  ['这块表坏了', []],
  // dates
  ['昨天买的', ['date 2026-11-21']],
  ['大前天下的单', ['date 2026-11-19']],
  ['后天能到吗', ['date 2026-11-24']],
  ['11月20日下单', ['date 2026-11-20']],
  ['十二月三号发货', ['date 2026-12-03']],
  ['1月5号', ['date 2027-01-05']],
  ['2026年11月20日', ['date 2026-11-20']],
  ['2026-11-20', ['date 2026-11-20']],
  ['20号之前要到', ['date 2026-12-20']],
  ['20号买的', ['date 2026-11-20']],
  ['周五能到吗', ['date 2026-11-27']],
  ['周五买的', ['date 2026-11-20']],
  ['上周五买的', ['date 2026-11-13']],
  ['下周一送', ['date 2026-11-23']],
  ['三天前', ['date 2026-11-19']],
  ['两周前', ['date 2026-11-08']],
  ['I ordered it yesterday', ['date 2026-11-21']],
  ['on Nov 20', ['date 2026-11-20']],
  ['December 3rd', ['date 2026-12-03']],
  ['20 November 2025', ['date 2025-11-20']],
  ['last friday', ['date 2026-11-20']],
  ['next monday', ['date 2026-11-23']],
  ['11/20 order', ['date 2026-11-20']],
  ['5 days ago', ['date 2026-11-17']],
  ['2月30日', []],
  ['half of it, 1/2', []],
  ['3号楼5号门', []],
  ['we are open 24/7', []],
  // together
  [
    '昨天退的订单20261118003345，129元还没到，打我13812345678',
    ['date 2026-11-21', 'order_number 20261118003345', 'money 12900', 'phone 13812345678'],
  ],
  [
    'Order 20261118003345 paid $12.50 on Nov 20, mail a@b.co',
    ['order_number 20261118003345', 'money 1250', 'date 2026-11-20', 'email a@b.co'],
  ],
  ['在吗', []],
  ['买了3件 3个月 36码 iPhone15', ['quantity 3']],
]

describe('entitiesOf', () => {
  it.each(cases)('%s', (text, expected) => {
    expect(found(text)).toEqual(expected)
  })

  it('gives the text as written', () => {
    const text = '订单号：２０２６１１１８００３３４５，电话+86 138 1234 5678'
    expect(entitiesOf(text, NOW).map((entity) => entity.text)).toEqual([
      '２０２６１１１８００３３４５',
      '+86 138 1234 5678',
    ])
  })

  it('says where each stands, in UTF-16 units of the text as written', () => {
    const text = '😡😡尾号３３４５，打+86 138 1234 5678'
    expect(entitiesOf(text, NOW).map(({ start = 0, end = 0 }) => text.slice(start, end))).toEqual([
      '３３４５',
      '+86 138 1234 5678',
    ])
  })

  it('never shows a card or an identity number', () => {
    for (const [text, type, masked, value] of [
      ['卡号4111 1111 1111 1111', 'card', '**** **** **** 1111', '1111'],
      ['my card is 5555-5555-5555-4444', 'card', '****-****-****-4444', '4444'],
      ['卡号４１１１１１１１１１１１１１１１', 'card', '************１１１１', '1111'],
      ['清关身份证 110101199003070011', 'id_number', '**************0011', '0011'],
    ] as const) {
      const [entity, ...others] = entitiesOf(text, NOW)
      expect(entity).toMatchObject({ type, text: masked, value })
      expect(others).toEqual([])
    }
  })

  it('counts days in the time zone of the shop, wherever the server stands', () => {
    const late = new Date('2026-11-22T23:30:00+08:00')
    const tomorrowIn = (timeZone: string) => createEntityFinder({ timeZone })('明天送', late)[0]?.value
    expect(tomorrowIn('Asia/Shanghai')).toBe('2026-11-23')
    expect(tomorrowIn('Asia/Tokyo')).toBe('2026-11-24')
    expect(tomorrowIn('America/New_York')).toBe('2026-11-23')
    expect(() => createEntityFinder({ timeZone: 'Mars/Base' })).toThrow(/timeZone is "Mars\/Base".*IANA/)
  })

  it.each([
    ['下周三下午两点', 'datetime 2026-11-25T14:00'],
    ['后天上午', 'datetime 2026-11-24T06:00/12:00'],
    ['next Tue at 3pm', 'datetime 2026-11-24T15:00'],
    ['今晚12点', 'datetime 2026-11-22T24:00'],
    ['12am', 'time 00:00'],
    ['半夜两点', 'time 02:00'],
    ['2点前送到', 'time 14:00'],
    ['tonight at 8', 'datetime 2026-11-22T18:00/24:00'],
    ['上个月', 'date 2026-10-01/2026-10-31'],
    ['下午两三点', 'time 14:00/15:00'],
    ['下个月3号', 'date 2026-12-03'],
    ['the 3rd of next month', 'date 2026-12-03'],
    ['1月底', 'date 2027-01-31'],
    ['月底前', 'date 2026-11-30'],
    ['下月底', 'date 2026-12-31'],
    ['Tuesday 24th November', 'date 2026-11-24'],
    ['11月24日周二上午', 'datetime 2026-11-24T06:00/12:00'],
    ['24-11-2026', 'date 2026-11-24'],
    ['2月29号', undefined],
    ['早上好', undefined],
    ['便宜一点', undefined],
    ['good evening', undefined],
  ])('time: %s', (text, expected) => {
    expect(found(text)[0]).toBe(expected)
  })

  it.each([
    [
      '浙江省杭州市西湖区文三路138号3幢502室',
      { province: '浙江省', city: '杭州市', district: '西湖区', street: '文三路138号', unit: '3幢502室' },
    ],
    ['寄到香港', { city: '香港' }],
    [
      'Flat 3, 45 Queen’s Road, Bristol BS8 1QU',
      { unit: 'Flat 3', street: "45 Queen's Road", city: 'Bristol', postcode: 'BS8 1QU' },
    ],
  ])('address: %s', (text, slots) => {
    expect(entitiesOf(text, NOW)[0]?.slots).toEqual(slots)
  })
  it.each(['北京烤鸭', '南京路步行街', '放小区门口', 'on the way', '3 parcels on the road'])(
    'no address: %s',
    (text) => {
      expect(entitiesOf(text, NOW).filter(({ type }) => type === 'address')).toEqual([])
    },
  )

  it('never overlaps, whatever is written', () => {
    const piece = fc.constantFrom(
      '订单',
      '尾号',
      '3345',
      '20261118003345',
      '13812345678',
      '¥',
      '元',
      '块',
      '-',
      ' ',
      '月',
      '日',
      '#',
      'a@b.co',
      'SF',
      '昨天',
      '86',
      '+',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let from = 0
        for (const entity of entitiesOf(text, NOW)) {
          const at = text.indexOf(entity.text, from)
          expect(at).toBeGreaterThanOrEqual(from)
          from = at + entity.text.length
        }
      }),
    )
  })

  it('ends on hostile text, reading 4,000 characters', () => {
    for (const text of [
      '1'.repeat(4000),
      '1-'.repeat(2000),
      '一百'.repeat(2000),
      '+1 (1)'.repeat(600),
      'a@'.repeat(2000),
      `${'a.'.repeat(2000)}@`,
      '😡'.repeat(500),
      '\u0000\ufffd\u202e'.repeat(2000),
      '北京市朝阳区建国路88号'.repeat(1500),
      '明天下午三点'.repeat(3000),
      '蓝牙耳机'.repeat(5000),
      ' '.repeat(20_000),
    ])
      for (const { start = 0, end = 0 } of entitiesOf(text, NOW)) expect(end - start).toBeGreaterThan(0)
  })
})

describe('chineseNumber', () => {
  it.each([
    ['一百二十九', 129],
    ['一百零五', 105],
    ['一百二', 120],
    ['两千三', 2300],
    ['两千零三', 2003],
    ['十五', 15],
    ['二十', 20],
    ['一万二', 12000],
    ['三万零五百', 30500],
    ['二零二六', 2026],
    ['五', 5],
    ['十百', undefined],
    ['一二百', undefined],
    ['元', undefined],
    ['', undefined],
  ])('%s → %s', (text, expected) => {
    expect(chineseNumber(text)).toBe(expected)
  })
})

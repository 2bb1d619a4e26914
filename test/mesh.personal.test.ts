import { describe, expect, it } from 'vitest'
import type { Customer, Order } from '../src/domain/customer.ts'
import type { PersonalPolicy } from '../src/domain/personal.ts'
import { isMaskedEmail, isMaskedLine, isMaskedPhone, maskAddress, maskEmail, maskPhone } from '../src/mesh/mask.ts'
import { maskCustomer, maskOrder } from '../src/mesh/personal.ts'

const MASKED: PersonalPolicy = { phone: 'masked', email: 'masked', address: 'masked' }

describe('masks', () => {
  it.each([
    ['13812343345', '138****3345'],
    ['138 1234 3345', '138 **** 3345'],
    ['+8613812343345', '+86138****3345'],
    ['+86 138-1234-3345', '+86 138-****-3345'],
    ['0571-88881234', '****-****1234'],
    ['+44 20 7946 0958', '+** ** **** 0958'],
    ['4008-123-123', '****-**3-123'],
    ['12345', '***45'],
    ['１３８１２３４３３４５', '138****3345'],
    ['9', '*'],
    ['', ''],
  ])('phone %s is %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked))

  it.each([
    ['linxiao@example.com', 'l***@example.com'],
    ['晓@例子.cn', '***@例子.cn'],
    ['林晓@例子.cn', '林***@例子.cn'],
    ['no address', '***'],
    ['a@b@c', '***'],
    ['@example.com', '***@example.com'],
  ])('mail address %s is %s', (email, masked) => expect(maskEmail(email)).toBe(masked))

  it.each([
    ['浙江省杭州市西湖区文三路88号华星小区3幢1203室', '浙江省杭州市西湖区***'],
    ['上海市浦东新区世纪大道100号', '上海市浦东新区***'],
    ['北京市 朝阳区 建国路 93 号', '北京市朝阳区***'],
    ['内蒙古自治区呼和浩特市赛罕区大学西街235号', '内蒙古自治区呼和浩特市赛罕区***'],
    ['江苏省苏州市昆山市前进东路1号', '江苏省苏州市昆山市***'],
    ['云南省大理白族自治州大理市古城人民路12号', '云南省大理白族自治州大理市***'],
    ['杭州市华星小区3幢1203', '杭州市***'],
    ['文三路88号华星小区3幢', '***'],
    ['臺北市信義區松高路12號', '臺北市信義區***'],
    ['香港特别行政区九龙弥敦道8号', '香港特别行政区***'],
    ['88 Wensan Road, Room 1203, Xihu District, Hangzhou, Zhejiang 310012', '***, Hangzhou, Zhejiang'],
    ['12 Church Lane, Oxford, OX1 3PN', '***, Oxford'],
    ['Rose Cottage, Church Lane, Oxford', '***, Oxford'],
    ['221B Baker Street', '***'],
    ['Flat 4', '***'],
  ])('address %s is %s', (address, masked) =>
    expect(maskAddress({ zh: address, en: address })).toEqual({ zh: masked, en: masked }),
  )

  it('of what is masked already nothing changes', () => {
    for (const phone of ['138****3345', '+86138****3345', '1381234xxxx', '***']) expect(isMaskedPhone(phone)).toBe(true)
    for (const email of ['l***@example.com', '**@x.cn', '***']) expect(isMaskedEmail(email)).toBe(true)
    for (const line of ['浙江省杭州市西湖区***', '李**，XXX路', '***, Hangzhou']) expect(isMaskedLine(line)).toBe(true)
    const address = { zh: '浙江省杭州市西湖区***', en: 'Xihu, Hangzhou ***' }
    expect(maskAddress(address)).toEqual(address)
  })

  it('stars and crosses that people write beside a whole value hide nothing', () => {
    for (const phone of ['13812343345', '13812343345 ***', '**13812343345**']) expect(isMaskedPhone(phone)).toBe(false)
    for (const email of ['x@example.com', 'maxxx@example.com', 'lin@xxx.cn']) expect(isMaskedEmail(email)).toBe(false)
    for (const line of ['文三路88号', 'Max Road', '**急件** 杭州市文三路８８号', 'XXX Towers, Flat 12'])
      expect(isMaskedLine(line)).toBe(false)
    expect(
      maskAddress({ zh: '杭州市西湖区XXX路88号 **放门口**', en: '88 Wensan Road **ring twice**, Hangzhou' }),
    ).toEqual({
      zh: '杭州市西湖区***',
      en: '***, Hangzhou',
    })
  })

  it('no more of a number than its ends is ever left, whatever is between', () => {
    for (let digits = 7; digits <= 15; digits += 1) {
      const number = '1234567890123456'.slice(0, digits)
      for (const written of [number, `+${number}`, [...number].join('-'), ` ${number} `])
        expect(maskPhone(written).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(
          digits === 11 || digits === 13 ? 9 : 4,
        )
    }
  })
})

describe('personal fields by policy', () => {
  const customer: Customer = {
    id: 'demo',
    name: { zh: '林晓', en: 'Lin Xiao' },
    phone: '13812343345',
    email: 'linxiao@example.com',
    coupons: [],
  }
  const address = { zh: '浙江省杭州市西湖区文三路88号', en: '88 Wensan Road, Hangzhou' }
  const order: Order = {
    id: '20261118003345',
    customer: 'demo',
    status: 'paid',
    lines: [],
    total: { amount: 100, currency: 'CNY' },
    placedAt: '2026-11-18T10:00:00+08:00',
    address,
  }

  it('masked: shown so, and said to be', () => {
    expect(maskCustomer(customer, MASKED)).toEqual({
      ...customer,
      phone: '138****3345',
      email: 'l***@example.com',
      masked: ['phone', 'email'],
    })
    expect(maskOrder(order, MASKED)).toEqual({
      ...order,
      address: { zh: '浙江省杭州市西湖区***', en: '***, Hangzhou' },
      masked: ['address'],
    })
  })

  it('what the shop masks itself cannot be revealed', () => {
    expect(maskCustomer({ ...customer, phone: '138****3345', email: 'l**@x.cn' }, MASKED).masked).toBeUndefined()
    const own = { ...order, address: { zh: '浙江省杭州市***', en: 'Hangzhou ***' } }
    expect(maskOrder(own, MASKED)).toEqual(own)
  })

  it('one language masked and the other not: both are', () => {
    const half = maskOrder({ ...order, address: { zh: '浙江省杭州市***', en: address.en } }, MASKED)
    expect(half).toMatchObject({ address: { zh: '浙江省杭州市***', en: '***, Hangzhou' }, masked: ['address'] })
  })

  it('hidden: not there; open: as the source says', () => {
    const hidden = { phone: 'hidden', email: 'hidden', address: 'hidden' } as const
    const { phone: _p, email: _e, ...rest } = customer
    expect(maskCustomer(customer, hidden)).toEqual(rest)
    expect(maskOrder(order, hidden)).not.toHaveProperty('address')
    const open = { phone: 'open', email: 'open', address: 'open' } as const
    expect([maskCustomer(customer, open), maskOrder(order, open)]).toEqual([customer, order])
  })

  it('a source cannot say itself what may be revealed', () => {
    expect(maskCustomer({ ...customer, phone: '***', masked: ['phone'] }, MASKED).masked).toEqual(['email'])
    expect(maskOrder({ ...order, masked: ['address'], address: { zh: '***', en: '***' } }, MASKED).masked).toBe(
      undefined,
    )
  })
})

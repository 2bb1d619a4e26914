import type { ComponentChildren } from 'preact'
import type { Localised, Money } from '../../domain/customer.ts'

export interface Product {
  name: Localised
  about: Localised
  price: Money
  /** Class of the tile's colour. */
  tint: 'sand' | 'sage' | 'sky' | 'clay' | 'plum' | 'straw'
  picture: ComponentChildren
}

const yuan = (amount: number): Money => ({ amount: amount * 100, currency: 'CNY' })

/** What stands in the window; drawn here, so the page loads nothing from elsewhere. */
export const PRODUCTS: Product[] = [
  {
    name: { zh: '粗陶马克杯', en: 'Stoneware mug' },
    about: { zh: '手作釉色，每只都不同', en: 'Hand-glazed, no two alike' },
    price: yuan(68),
    tint: 'clay',
    picture: (
      <>
        <path d="M62 62h64v58a18 18 0 0 1-18 18H80a18 18 0 0 1-18-18z" fill="var(--p1)" />
        <path d="M62 62h64v20H62z" fill="var(--p2)" />
        <path d="M126 78h10a16 16 0 0 1 0 34h-10" fill="none" stroke="var(--p1)" stroke-width="9" />
        <path d="M82 46q-6-8 0-16M96 46q-6-8 0-16M110 46q-6-8 0-16" class="line" />
      </>
    ),
  },
  {
    name: { zh: '阅读台灯', en: 'Reading lamp' },
    about: { zh: '无频闪，三档色温', en: 'No flicker, three warmths' },
    price: yuan(239),
    tint: 'straw',
    picture: (
      <>
        <path d="M70 34l58 26-22 34z" fill="var(--p1)" />
        <path d="M106 94l22-34q18 24 0 40z" fill="var(--p2)" opacity=".55" />
        <path d="M84 50 66 96l28 44" fill="none" stroke="var(--p3)" stroke-width="7" stroke-linejoin="round" />
        <rect x="66" y="138" width="62" height="9" rx="4.5" fill="var(--p3)" />
      </>
    ),
  },
  {
    name: { zh: '降噪耳机', en: 'Quiet headphones' },
    about: { zh: '40 小时续航', en: '40 hours on a charge' },
    price: yuan(599),
    tint: 'sky',
    picture: (
      <>
        <path d="M52 112V98a46 46 0 0 1 92 0v14" fill="none" stroke="var(--p3)" stroke-width="9" />
        <rect x="42" y="102" width="28" height="44" rx="13" fill="var(--p1)" />
        <rect x="126" y="102" width="28" height="44" rx="13" fill="var(--p1)" />
        <rect x="62" y="106" width="9" height="36" rx="4.500" fill="var(--p2)" />
        <rect x="125" y="106" width="9" height="36" rx="4.500" fill="var(--p2)" />
      </>
    ),
  },
  {
    name: { zh: '明前龙井', en: 'Spring Longjing' },
    about: { zh: '杭州，125 克', en: 'Hangzhou, 125 g' },
    price: yuan(188),
    tint: 'sage',
    picture: (
      <>
        <rect x="66" y="56" width="64" height="88" rx="10" fill="var(--p1)" />
        <rect x="72" y="40" width="52" height="22" rx="7" fill="var(--p3)" />
        <circle cx="98" cy="100" r="21" fill="var(--p2)" />
        <path d="M98 114V90M98 102q-12-2-12-14 12 0 12 14M98 98q0-12 12-14 2 12-12 14" class="line" />
      </>
    ),
  },
  {
    name: { zh: '羊毛围巾', en: 'Wool scarf' },
    about: { zh: '柔软不扎', en: 'Soft, never itchy' },
    price: yuan(158),
    tint: 'plum',
    picture: (
      <>
        <path d="M54 52h88v26q-44 22-88 0z" fill="var(--p1)" />
        <path d="M104 82h32v62h-32z" fill="var(--p2)" />
        <path d="M104 98h32M104 112h32M104 126h32" class="line" />
        <path
          d="M108 144v9M116 144v9M124 144v9M132 144v9M66 58v26M80 58v30M94 58v31M108 58v30M122 58v28"
          class="line"
        />
      </>
    ),
  },
  {
    name: { zh: '帆布托特包', en: 'Canvas tote' },
    about: { zh: '装得下一周的菜', en: 'Holds a week of groceries' },
    price: yuan(79),
    tint: 'sand',
    picture: (
      <>
        <path d="M74 74V60a24 24 0 0 1 48 0v14" fill="none" stroke="var(--p3)" stroke-width="7" />
        <path d="M56 70h84l8 66a10 10 0 0 1-10 11H58a10 10 0 0 1-10-11z" fill="var(--p1)" />
        <path d="M76 104h44v22a6 6 0 0 1-6 6H82a6 6 0 0 1-6-6z" fill="var(--p2)" />
      </>
    ),
  },
]

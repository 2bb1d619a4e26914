import { createTexts } from '../shared/i18n.ts'

const zh = {
  shop: '云集小店',
  title: '云集小店 · 演示商店',
  signedIn: '您已登录为',
  who: '林晓（演示）',
  nav1: '家居',
  nav2: '数码',
  nav3: '茶与食',
  heroKicker: '演示商店',
  hero: '好好生活的小东西',
  heroText: '这里的商品买不了，但客服是真的：它知道林晓的订单，答案都注明出处，随时可以转人工。',
  heroButton: '问问客服',
  try: '点一句试试',
  tryText: '会打开右下角的客服，并替您把话说出去。',
  ask1: '我的货到哪了呀',
  ask2: 'wheres my parcel',
  ask3: '发票抬头写错了能改吗',
  ask4: '转人工',
  products: '本周上新',
  add: '加入购物车',
  added: '演示商店，不能购买',
  console: '客服工作台',
  footer: 'Tabdesk 的演示页面。一行脚本就能把客服放进任何网页：',
}

const en: Record<keyof typeof zh, string> = {
  shop: 'Cloudmart',
  title: 'Cloudmart · demo shop',
  signedIn: 'You are signed in as',
  who: '林晓 (demo)',
  nav1: 'Home',
  nav2: 'Tech',
  nav3: 'Tea & food',
  heroKicker: 'Demo shop',
  hero: 'Small things for living well',
  heroText:
    'Nothing here is for sale, but the support is real: it knows Lin Xiao’s orders, says where its answers come from, and a person is one tap away.',
  heroButton: 'Ask support',
  try: 'Try one of these',
  tryText: 'It opens the chat in the corner and asks for you.',
  ask1: '我的货到哪了呀',
  ask2: 'wheres my parcel',
  ask3: '发票抬头写错了能改吗',
  ask4: 'Talk to a person',
  products: 'New this week',
  add: 'Add to cart',
  added: 'A demo: nothing is for sale',
  console: 'Agent console',
  footer: 'A demo page of Tabdesk. One line of script puts the chat on any page:',
}

export const t = createTexts<keyof typeof zh>({ zh, en })

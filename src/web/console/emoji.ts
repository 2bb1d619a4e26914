/** Emoji that customer service uses, with what they are called in each language: `text|en names|中文名`. */
const TABLE = `
😊|smile happy|微笑 开心
😄|grin laugh|大笑
🙂|slight|浅笑
😉|wink|眨眼
😅|sweat phew|汗 尴尬
😢|cry sad|难过 哭
😔|sorry down|抱歉 低落
😮|surprised wow|惊讶
😍|love eyes|喜欢
🤔|think hmm|思考
🙏|thanks please pray|谢谢 拜托 感谢
👍|ok thumbsup good|好的 赞
👌|okay fine|没问题
👏|clap bravo|鼓掌
💪|strong|加油
🤝|deal handshake|握手 合作
👋|wave hello bye|你好 再见
🙌|hooray|太好了
❤️|heart|爱心
🌹|rose|玫瑰
🎉|party congrats|庆祝 恭喜
🎁|gift present|礼物
🧧|redpacket|红包
✨|sparkles|闪亮
⭐|star|星星
🔥|fire hot|火 热卖
📦|parcel package box|包裹 快递
🚚|truck delivery|送货 发货
🛒|cart|购物车
🧾|receipt invoice|发票 收据
💰|money refund|退款 钱
💳|card pay|付款 银行卡
🏠|home address|地址 家
📍|pin place|位置
📞|phone call|电话
📧|mail email|邮件
📷|photo camera|照片 拍照
📝|note write|记录 登记
🔍|search look|查询
🔗|link|链接
⏰|clock time|时间 闹钟
⏳|wait hourglass|稍等 等待
📅|date calendar|日期
✅|done check|完成 已处理
❌|no cross|不行 取消
⚠️|warning|注意
❗|important|重要
❓|question|疑问
💡|tip idea|提示
🔧|repair fix|维修
♻️|exchange return|换货 退货
☕|coffee|咖啡
🌞|sun|太阳 早安
🌙|night moon|晚安
🎂|birthday cake|生日
`

export interface Emoji {
  text: string
  names: readonly string[]
}

export const EMOJI: readonly Emoji[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [text = '', en = '', zh = ''] = line.split('|')
    return { text, names: [...en.split(' '), ...zh.split(' ')] }
  })

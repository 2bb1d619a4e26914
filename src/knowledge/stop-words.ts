/** Words that say nothing about what is wanted. Question words and negations stay: 多久, 怎么, how, when, not. */
export const STOP_WORDS: ReadonlySet<string> = new Set([
  ...'的 了 吗 呢 啊 吧 呀 哦 嗯 哈 嘛 啦 哎 唉 喔 噢 我 你 您 他 她 它 们 我们 你们 是 在 就 都 也 还 又 这 那 个 这个 那个 和 与 及 把 被 给 让 请 请问 麻烦 一下 帮 帮我 下 想 要 会 能 可以 有 没 着 过 得 地 之 去 来 到 上 很 太 跟 对 从 为 以 于 而 且 但 但是 因为 所以 如果 然后 现在 亲 你好 您好 谢谢'.split(
    ' ',
  ),
  ...'a an the is are was were be been being am i im ive me my mine you your yours u ur we our us it its this that these those he she they them their and or but if so to of in on at for with from by as do does did done have has had will would can could should may might just please pls plz hi hello hey thanks thank there here some any also very really'.split(
    ' ',
  ),
])

/** The 150 surnames that nine of ten Chinese bear, and the double ones that are met. */
const SURNAME =
  '(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁房])'

/** A name behind what announces one, before a title, and the same in English; the group is what is somebody's. */
const NAMES: readonly RegExp[] = [
  new RegExp(
    `(?:我叫|名叫|姓名|名字|收件人|收货人|寄件人|联系人|户名|抬头是)(?:改成|换成|写成|[是为叫:：\\s])*(${SURNAME}\\p{Script=Han}{1,2})`,
    'gu',
  ),
  new RegExp(
    `(?<=(?:收件人|收货人|姓名|名字|联系人).{0,8}(?:改成|换成|写成))(${SURNAME}\\p{Script=Han}{1,2}?)(?=[可行好吗么吧，。,.!！?？\\s]|$)`,
    'gu',
  ),
  new RegExp(`(${SURNAME}\\p{Script=Han}{0,2}?)(?=先生|女士|小姐|太太|同学|阿姨)`, 'gu'),
  /\b(?:[Mm]y name(?:'s| is)|[Nn]ame ?:|[Cc]onsignee ?:?|[Rr]ecipient(?: is|:)?|[Aa]ttn\.?:?)\s+(\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’.-]*){0,2})/gu,
  /\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.?\s+(\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’-]+)?)/gu,
]

/** What is put for a name. */
const HIDDEN = '***'

/** A text without the names in it that say of themselves that they are one; others (李娜 amid a sentence) are not told from words. */
export const withoutNames = (text: string): string =>
  NAMES.reduce(
    (rest, pattern) =>
      rest.replace(pattern, (found, name: string) => {
        const at = found.lastIndexOf(name)
        return `${found.slice(0, at)}${HIDDEN}${found.slice(at + name.length)}`
      }),
    text,
  )

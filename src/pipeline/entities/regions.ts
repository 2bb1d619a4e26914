/** Provinces, municipalities and regions of China, as they are called for short, with what makes the name whole. */
const PROVINCES =
  '河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省 湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省 内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区'
/** Municipalities, special regions and prefecture cities, without 市. */
const CITIES = `
北京 上海 天津 重庆 香港 澳门 石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁
呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛
长春 吉林 四平 辽源 通化 白山 松原 白城 延吉 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化
南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 昆山 江阴 张家港 常熟 慈溪 余姚 诸暨
合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江
南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽
郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施
长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮
南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳
贵阳 六盘水 遵义 安顺 毕节 铜仁 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 大理 拉萨 日喀则 昌都 林芝 山南 那曲 西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛
兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 西宁 海东 银川 石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 喀什 伊犁 石河子 台北 高雄 台中 台南 新北 桃园 新竹
`
const CITIES_EN = `
Beijing Shanghai Tianjin Chongqing Hangzhou Ningbo Wenzhou Jiaxing Shaoxing Jinhua Yiwu Taizhou Suzhou Nanjing Wuxi Changzhou Nantong Yangzhou Xuzhou Guangzhou Shenzhen Dongguan Foshan Zhuhai Huizhou
Zhongshan Chengdu Wuhan Xi'an Xian Zhengzhou Changsha Hefei Fuzhou Xiamen Quanzhou Nanchang Jinan Qingdao Yantai Shenyang Dalian Changchun Harbin Kunming Guiyang Nanning Guilin Haikou Sanya Lanzhou
Urumqi Lhasa Hohhot Taiyuan Shijiazhuang Yinchuan Xining Taipei Kaohsiung Taichung Macau Macao
London Manchester Birmingham Leeds Liverpool Glasgow Edinburgh Bristol Cardiff Belfast Dublin Sheffield Oxford Cambridge Brighton York Nottingham
Paris Berlin Munich Hamburg Madrid Barcelona Rome Milan Amsterdam Brussels Vienna Zurich Stockholm Toronto Vancouver Montreal Sydney Melbourne Brisbane Perth Auckland
Chicago Boston Seattle Houston Dallas Austin Miami Atlanta Denver Philadelphia Portland Springfield Brooklyn Singapore Tokyo Osaka Seoul Bangkok Dubai
`
const CITIES_EN_OF_TWO =
  'Hong Kong,New York,Los Angeles,San Francisco,San Diego,Las Vegas,Kuala Lumpur,New Delhi,Mexico City,Mountain View,Salt Lake City'
const PROVINCES_EN =
  'Zhejiang,Jiangsu,Guangdong,Sichuan,Shandong,Fujian,Henan,Hebei,Hubei,Hunan,Anhui,Jiangxi,Shaanxi,Shanxi,Liaoning,Jilin,Heilongjiang,Yunnan,Guizhou,Hainan,Gansu,Qinghai,Inner Mongolia,Guangxi,Xinjiang,Tibet,Ningxia,Taiwan,California,Texas,Florida,Illinois,Ohio,Washington,Oregon,Massachusetts,Ontario,Quebec'

const shortOf = (province: string): string => province.replace(/(?:壮族|回族|维吾尔)?自治区$|省$/, '')

/** Short and whole name of a province to its whole name. */
export const PROVINCE_NAMES: ReadonlyMap<string, string> = new Map(
  PROVINCES.split(' ').flatMap((province) => [
    [province, province],
    [shortOf(province), province],
  ]),
)
/** City without 市 to the name with it; Hong Kong and Macau stay as they are. */
export const CITY_NAMES: ReadonlyMap<string, string> = new Map(
  CITIES.trim()
    .split(/\s+/)
    .map((city) => [city, /^(?:香港|澳门)$/.test(city) ? city : `${city}市`]),
)
/** Cities and provinces in English by their lower-case names. */
export const CITY_NAMES_EN: ReadonlyMap<string, string> = byLowerCase([
  ...CITIES_EN.trim().split(/\s+/),
  ...CITIES_EN_OF_TWO.split(','),
])
export const PROVINCE_NAMES_EN: ReadonlyMap<string, string> = byLowerCase(PROVINCES_EN.split(','))

/** One of the names, the longest first. */
export const anyOf = (names: Iterable<string>): string => [...names].sort((a, b) => b.length - a.length).join('|')

function byLowerCase(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name.toLowerCase(), name]))
}

import { soundOf } from './homophones.ts'

/** Pinyin without tones of the first character of each group of homophones.ts; zh, ch, sh stand under z, c, s, and -ng under -n. */
const SYLLABLES = `
a啊 ai埃 an鞍 ao凹 ba芭 bai白 ban斑 bao苞 bei杯 ben奔 bi逼 bian鞭 biao标 bie鳖 bin彬 bo剥 bu捕 ca擦 cai猜 can餐 cao操 ce厕 cen层 ci吃 cong充 cou抽 cu初 cuai揣
cuan川 cui吹 cun春 cuo戳 da搭 dai呆 dan耽 dao刀 de德 den蹬 di堤 dian颠 diao碉 die跌 din丁 diu丢 dong东 dou兜 du督 duan端 dui堆 dun墩 duo掇 e蛾 en恩 er而 fa发
fan藩 fei菲 fen芬 fou否 fu佛 ga噶 gai该 gan干 gao篙 ge哥 gen根 gong工 gou钩 gu辜 gua刮 guai乖 guan棺 gui瑰 gun辊 guo锅 ha蛤 hai骸 han酣 hao壕 he呵 hei嘿
hen痕 hong轰 hou喉 hu呼 hua花 huai槐 huan欢 hui灰 hun荤 huo豁 ji击 jia嘉 jian歼 jiao蕉 jie揭 jin巾 jiong炯 jiu揪 ju桔 juan捐 jue嚼 jun均 ka喀 kai开 kan槛
kao考 ke坷 ken肯 kong空 kou抠 ku枯 kua夸 kuai块 kuan宽 kui亏 kun坤 kuo括 la垃 lai莱 lan蓝 lao捞 le乐 lei勒 len棱 li厘 lian联 liao撩 lie列 lin琳 liu溜 long龙
lou楼 lu芦 luan峦 lun抡 luo萝 lv驴 lve掠 ma妈 mai埋 man瞒 mao猫 mei玫 men门 mi眯 mian棉 miao苗 mie蔑 min民 mo摸 mou谋 mu拇 na拿 nai氖 nan南 nao挠 ne呢 nei馁
nen嫩 ni妮 nian蔫 niao鸟 nie捏 nin您 niu牛 nong脓 nu奴 nuo挪 nv女 nve虐 o哦 ou欧 pa啪 pai拍 pan攀 pao抛 pei呸 pen喷 pi辟 pian篇 piao飘 pie撇 pin拼 po泊 pou剖
pu脯 qi期 qia掐 qian牵 qiao橇 qie切 qin钦 qiong琼 qiu秋 qu趋 quan圈 que缺 qun裙 ran然 rao饶 re惹 ren壬 rong戎 rou揉 ru茹 ruan软 rui蕊 run闰 ruo若 sa撒 sai腮
san三 sao搔 se瑟 sen森 si匙 song松 sou收 su蔬 sua刷 suai摔 suan栓 sui谁 sun吮 suo说 ta塌 tai胎 tan坍 tao掏 te特 ten藤 ti梯 tian天 tiao挑 tie贴 tin厅 tong通
tou偷 tu凸 tuan湍 tui推 tun吞 tuo拖 wa挖 wai歪 wan豌 wei威 wen瘟 wo挝 wu巫 xi昔 xia瞎 xian掀 xiao萧 xie楔 xin薪 xiong兄 xiu休 xu墟 xuan轩 xue削 xun勋 ya压
yan焉 yao邀 ye椰 yi一 yin茵 yo哟 yong拥 you幽 yu迂 yuan鸳 yue曰 yun耘 za匝 zai栽 zan长 zao遭 ze责 zen怎 zi芝 zong中 zou舟 zu珠 zuan专 zui锥 zun谆 zuo捉
`

/** How a simplified Chinese character is typed, slips of sound folded as in `soundOf`; undefined for any other character. */
export const syllableOf = (character: string): string | undefined => TYPED.get(soundOf(character))

const TYPED = new Map(
  SYLLABLES.trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(-1), entry.slice(0, -1)] as const),
)

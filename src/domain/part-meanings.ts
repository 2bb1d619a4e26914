import type { Localised } from './customer.ts'

/** What it means for users that a part does not work as it should, and what its operator does. */
export interface PartMeaning {
  means: Localised
  do: Localised
}

/** By the names that `/readyz` and `tabdesk doctor` give parts. */
export const PART_MEANINGS: Readonly<Record<string, PartMeaning>> = {
  store: {
    means: {
      en: 'nobody can send a message: sends are refused and tried again by the clients; open pages stay, what was acknowledged is safe',
      zh: '谁都发不了消息：发送会被拒绝并由客户端自动重试；已打开的页面不受影响，已确认的消息不会丢',
    },
    do: {
      en: 'make room on the disk or bring the database back; it goes on by itself (docs/postgresql.md)',
      zh: '清理磁盘空间，或恢复数据库；之后自动恢复（docs/postgresql.md）',
    },
  },
  encoder: {
    means: {
      en: 'words alone decide: the bot answers less, more customers wait for a person',
      zh: '只能按字词判断：机器人答得更少，更多客户要等人工',
    },
    do: {
      en: 'it starts again by itself; if it does not, run `npx tabdesk doctor` and look at memory',
      zh: '会自动重启；若没有，运行 `npx tabdesk doctor` 并检查内存',
    },
  },
  vectorIndex: {
    means: { en: 'answers are the same, searching takes longer', zh: '答案不变，检索变慢' },
    do: { en: 'run `npm ci` again where there is a C++ compiler', zh: '在有 C++ 编译器的机器上重新运行 `npm ci`' },
  },
  attachments: {
    means: {
      en: 'pictures and files can be neither sent nor opened; messages go on',
      zh: '图片和文件暂时发不了也打不开；文字消息照常',
    },
    do: {
      en: 'look at S3_URL, the bucket and its keys (docs/attachments.md)',
      zh: '检查 S3_URL、存储桶和密钥（docs/attachments.md）',
    },
  },
  knowledge: {
    means: {
      en: 'some articles are found by their words only, or there are none: fewer answers',
      zh: '部分文章只能按字词找到，或者没有文章：答案变少',
    },
    do: {
      en: 'wait until vectors are made, or import articles (docs/importing.md)',
      zh: '等待向量生成完，或导入文章（docs/importing.md）',
    },
  },
  model: {
    means: { en: 'the model before answers on', zh: '继续由上一个模型作答' },
    do: { en: 'promote another version: `npx tabdesk model list`', zh: '换一个版本：`npx tabdesk model list`' },
  },
  autonomy: {
    means: {
      en: 'questions of some kinds are answered by people only, because the bot was wrong too often',
      zh: '有几类问题因机器人错得太多，只由人工回答',
    },
    do: {
      en: 'look at the honesty page, mend the articles (docs/honesty.md)',
      zh: '查看诚实度页面，修正文章（docs/honesty.md）',
    },
  },
  translator: {
    means: {
      en: 'agents see messages without a translation, and say so where one is wanted; everything is sent as written',
      zh: '客服看到的消息没有译文，需要译文的地方会说明；消息照原文发送',
    },
    do: {
      en: 'it starts again by itself; if it does not, look at its folder: the log names tenant and pair (docs/translation.md)',
      zh: '会自动重启；若没有，检查其文件夹：日志写明了租户和语言对（docs/translation.md）',
    },
  },
  transcriber: {
    means: {
      en: 'voice notes of some tenants have no transcript: a person listens to them and answers',
      zh: '部分租户的语音没有转成文字：由人工听取并答复',
    },
    do: {
      en: '`npx tabdesk doctor` says what is wrong with a folder, the log names tenant and reason (docs/transcription.md)',
      zh: '运行 `npx tabdesk doctor` 查看文件夹的问题；日志写明了租户和原因（docs/transcription.md）',
    },
  },
  voters: {
    means: { en: 'the voters that are named are not heard; all others are', zh: '被点名的投票器不参与判断，其余照常' },
    do: {
      en: '`npx tabdesk voters list`, mend the file or switch it off',
      zh: '运行 `npx tabdesk voters list`，修好文件或停用',
    },
  },
  mesh: {
    means: {
      en: 'orders, parcels or customers of some systems are not shown; answers that need them go to people',
      zh: '部分系统的订单、物流或客户资料看不到；需要它们的问题转人工',
    },
    do: {
      en: 'bring the named system back, `npx tabdesk mesh check`',
      zh: '恢复被点名的系统，运行 `npx tabdesk mesh check`',
    },
  },
  sources: {
    means: {
      en: 'what the named source serves is missing on cards and in answers',
      zh: '卡片和答案里缺少该数据源提供的内容',
    },
    do: {
      en: '`npx tabdesk mesh check` says which line or address is wrong',
      zh: '运行 `npx tabdesk mesh check`，看是哪一行或哪个地址有误',
    },
  },
  codeHook: {
    means: {
      en: 'visitors get no codes that prove their orders; the last digits of the phone prove them as before',
      zh: '访客收不到核验订单的验证码；仍可用手机尾号核验',
    },
    do: {
      en: 'look at the program behind mesh.codeHook.url (docs/orders.md)',
      zh: '检查 mesh.codeHook.url 指向的程序（docs/orders.md）',
    },
  },
  redis: {
    means: { en: 'each process reads customers for itself: cards take longer', zh: '各进程各自读取客户资料：卡片变慢' },
    do: { en: 'bring Redis back; it is used again by itself', zh: '恢复 Redis；之后自动使用' },
  },
  demoFaults: {
    means: { en: 'the demo shop fails on purpose', zh: '演示商店在故意出错' },
    do: { en: 'POST {} to /v1/demo/faults switches it off', zh: '向 /v1/demo/faults 发送 POST {} 即可关闭' },
  },
  bus: {
    means: {
      en: 'what happens in other processes is seen up to a second later',
      zh: '其他进程里发生的事，最多晚一秒才看到',
    },
    do: {
      en: 'bring Redis or the direct connection to PostgreSQL back (docs/cluster.md)',
      zh: '恢复 Redis 或与 PostgreSQL 的直连（docs/cluster.md）',
    },
  },
  workers: {
    means: {
      en: 'the bot answers nobody; people can write, messages are kept',
      zh: '机器人暂不作答；人工可以回复，消息照常保存',
    },
    do: {
      en: 'start a process with the role worker (docs/cluster.md)',
      zh: '启动一个带 worker 角色的进程（docs/cluster.md）',
    },
  },
  webhooks: {
    means: {
      en: 'other programs hear of events later; nothing is lost for 24 hours',
      zh: '其他程序会晚些收到事件；24 小时内不会丢',
    },
    do: { en: 'mend the endpoint, then look at its deliveries', zh: '修好接收端，再查看投递记录' },
  },
  grpc: {
    means: {
      en: 'programs that use gRPC cannot connect; everything else works',
      zh: '使用 gRPC 的程序连不上；其余照常',
    },
    do: { en: 'look at GRPC_PORT and its certificate', zh: '检查 GRPC_PORT 及其证书' },
  },
  gateway: {
    means: {
      en: 'this process is about to stop: clients reconnect to another',
      zh: '该进程即将停止：客户端会连到别的进程',
    },
    do: { en: 'nothing; start it again where it should run', zh: '无需处理；需要时再启动' },
  },
}

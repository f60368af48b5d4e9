/** The office's words on the console's pages. */

import { dayWords, timeWords } from '../../chat/state/dates';

export const LIGHTS: Record<string, string> = { green: '正常', yellow: '临期', red: '逾期', none: '无期限' };

export const STATES: Record<string, string> = {
  registered: '已登记',
  reviewed: '已审核',
  forwarded: '已转交承办单位',
  objected: '承办单位提出异议',
  returned: '退回信访部门',
  signed: '承办单位已签收',
  accepted: '已受理，正在办理',
  guided: '已导入其他法定途径',
  refused: '不予受理',
  no_longer_accepted: '不再受理',
  replied: '待审签',
  signed_off: '已审签，待送达',
  delivered: '已送达',
  concluded: '已办结',
  withdrawn: '已撤回',
};

export const PURPOSES: Record<string, string> = {
  GRIEVANCE: '申诉求决',
  SUGGESTION: '意见建议',
  ACCUSATION: '检举控告',
  OTHER: '其他',
};

export const LEVELS: Record<string, string> = { normal: '一般', sensitive: '敏感', urgent: '紧急' };

export const CHANNELS: Record<string, string> = {
  web: '网上',
  wechat: '微信',
  phone: '来电',
  letter: '来信',
  visit: '来访',
  fax: '传真',
};

export const PROCEDURES: Record<string, string> = {
  petition: '信访程序',
  statutory: '其他法定途径',
  simple: '简易办理',
};

export const day = dayWords;
export const time = timeWords;

/** 0.873 → 87%. */
export function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

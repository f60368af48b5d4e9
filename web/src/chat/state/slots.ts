/** What each question asks for: the labels are those of api/intake/fields.py, the hints are the page's own. */

export interface SlotWords {
  label: string;
  hint: string;
}

export const SLOTS: Record<string, SlotWords> = {
  story: { label: '事情经过', hint: '说说发生了什么' },
  demand: { label: '诉求', hint: '您希望怎么解决' },
  region: { label: '事发地', hint: '市、区县、街道' },
  respondent: { label: '被反映的单位或个人', hint: '单位或人的名字' },
  people_count: { label: '涉及人数', hint: '几个人' },
  representatives: { label: '推选的代表', hint: '代表的姓名' },
  history: { label: '以前反映、起诉或仲裁的情况', hint: '没有就说“没有”' },
  attachments: { label: '附件材料', hint: '没有就说“没有”' },
  petitioner_name: { label: '姓名', hint: '姓名，可一次写全' },
  id_number: { label: '身份证号', hint: '18 位号码' },
  phone: { label: '联系电话', hint: '手机号或座机号' },
  address: { label: '住址', hint: '路名、门牌号' },
  confirm: { label: '确认提交', hint: '要改哪里，直接说' },
};

export function slotLabel(slot: string): string {
  return SLOTS[slot]?.label ?? '其他';
}

export function hintFor(ask: string | null): string {
  return (ask !== null && SLOTS[ask]?.hint) || '请在这里写';
}

/** How far the form is, without the last confirmation: {filled: 6, all: 10}; null before anything is known. */
export function filledShare(filled: Record<string, string>, missing: readonly string[]): { filled: number; all: number } {
  const have = Object.keys(filled).filter((slot) => slot !== 'confirm').length;
  return { filled: have, all: have + missing.filter((slot) => slot !== 'confirm' && !(slot in filled)).length };
}

import { expect, it } from 'vitest';
import type { ChatMessage } from '../../src/api/chat';
import { firstChoices, wordsBesideCard } from '../../src/chat/state/cards';

it('what the summary card shows is not said twice', () => {
  const fields = [
    { slot: 'story', label: '事情经过', value: '停水三天\n没人管' },
    { slot: 'region', label: '事发地区', value: '杭州市西湖区', remark: '（从您讲的情况里看出来的）' },
  ];
  const text = '都齐了，请您核对：\n事情经过：停水三天\n没人管\n事发地区：杭州市西湖区（从您讲的情况里看出来的）\n没问题就点“确认提交”。';
  const message: ChatMessage = { id: '1', text, custom: { type: 'summary', fields } };
  expect(wordsBesideCard(message)).toBe('都齐了，请您核对：\n没问题就点“确认提交”。');
});

it('the receipt’s words shrink to their first line, other messages stay whole', () => {
  const receipt = { type: 'receipt', query_code: 'AB-CD', case_number: '1', filed_at: '', unit_name: null, next_steps: [] };
  expect(wordsBesideCard({ id: '1', text: '提交好了。\n查询码：AB-CD', custom: receipt })).toBe('提交好了。');
  expect(wordsBesideCard({ id: '1', text: '一\n二' })).toBe('一\n二');
});

it('of many choices the first eight are shown', () => {
  const choices = Array.from({ length: 20 }, (_, place) => ({ label: `${place}`, value: `/${place}` }));
  expect(firstChoices(choices)).toHaveLength(8);
  expect(firstChoices(choices.slice(0, 9))).toHaveLength(9);
});

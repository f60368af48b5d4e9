import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../src/api/chat';
import { outgoing } from '../../src/chat/state/outbox';
import { appended, choicesOpen, chosenLabel, delivered, isKnown, newestCard } from '../../src/chat/state/timeline';

const bot = (id: string, more: Partial<ChatMessage> = {}): ChatMessage => ({ id, text: id, speaker: 'bot', ...more });
const citizen = (id: string, text: string): ChatMessage => ({ id, text, speaker: 'citizen', client_message_id: `c-${id}` });

describe('the conversation on the screen', () => {
  it('shows every message once', () => {
    const list = appended([bot('1')], [bot('1'), bot('2'), bot('2')]);
    expect(list.map((message) => message.id)).toEqual(['1', '2']);
  });

  it('puts the own words before their answer, and only once', () => {
    const item = outgoing({ text: '停水三天' }, '停水三天', 'x');
    const once = delivered([bot('1')], item, 'office-id');
    expect(once[1]).toMatchObject({ id: 'office-id', text: '停水三天', speaker: 'citizen', client_message_id: 'x' });
    expect(delivered(once, item, 'office-id')).toHaveLength(2);
  });

  it('closes choices as soon as something was said or is on its way', () => {
    const list = [bot('1', { choices: [{ label: '是', value: '/affirm' }] }), bot('2')];
    expect(choicesOpen(list, 0, false)).toBe(true);
    expect(choicesOpen(list, 0, true)).toBe(false);
    expect(choicesOpen([...list, citizen('3', '是')], 0, false)).toBe(false);
  });

  it('marks the choice that was taken', () => {
    const list = [bot('1', { choices: [{ label: '是', value: '/affirm' }] }), citizen('2', '是')];
    expect(chosenLabel(list, 0)).toBe('是');
    expect(chosenLabel([list[0]!, citizen('2', '不')], 0)).toBeNull();
  });

  it('finds the newest card', () => {
    const card = { custom: { type: 'summary', fields: [] } } as Partial<ChatMessage>;
    expect(newestCard([bot('1', card), bot('2'), bot('3', card), bot('4')], 'summary')).toBe(2);
    expect(newestCard([bot('1')], 'summary')).toBe(-1);
  });

  it('knows the echo of the own words in the stream', () => {
    const item = outgoing({ text: '话' }, '话', 'c-9');
    expect(isKnown([], [item], citizen('9', '话'))).toBe(true);
    expect(isKnown([citizen('9', '话')], [], { ...citizen('9', '话'), id: 'other' })).toBe(true);
    expect(isKnown([bot('1')], [], bot('2'))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { newMessageId, nextToSend, outgoing, restored, retryDelay, textOf } from '../../src/chat/state/outbox';

describe('messages on their way', () => {
  it('have ids of 32 hex signs that differ', () => {
    const ids = new Set(Array.from({ length: 200 }, () => newMessageId()));
    expect(ids.size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('are tried again sooner at first and at least every half minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 50].map((tries) => retryDelay(tries, null))).toEqual(
      [1, 2, 4, 8, 15, 30, 30, 30].map((seconds) => seconds * 1000),
    );
  });

  it('wait as long as the office asks when that is longer', () => {
    expect(retryDelay(1, 20)).toBe(20_000);
    expect(retryDelay(6, 2)).toBe(30_000);
  });

  it('keep their id and order over a reload, and nothing is in flight any more', () => {
    const box = [outgoing({ text: '一' }, '一', 'a'), outgoing({ text: '二' }, '二', 'b')];
    box[0]!.state = 'sending';
    box[0]!.attempts = 3;
    const again = restored(JSON.parse(JSON.stringify(box)));
    expect(again.map((item) => [item.client_message_id, item.state, item.attempts])).toEqual([
      ['a', 'waiting', 0],
      ['b', 'waiting', 0],
    ]);
  });

  it('survive rubbish in the storage', () => {
    expect(restored(null)).toEqual([]);
    expect(restored('x')).toEqual([]);
    expect(restored([{}, null, 3])).toEqual([]);
  });

  it('are not held up by a refused one', () => {
    const refused = outgoing({ text: '太长' }, '太长', 'a');
    refused.state = 'refused';
    const next = outgoing({ text: '好' }, '好', 'b');
    expect(nextToSend([refused, next])).toBe(next);
    expect(nextToSend([refused])).toBeNull();
  });

  it('give their words back, a tapped choice has none', () => {
    expect(textOf(outgoing({ text: '话' }, '话'))).toBe('话');
    expect(textOf(outgoing({ choice: '/affirm' }, '是'))).toBe('');
  });
});

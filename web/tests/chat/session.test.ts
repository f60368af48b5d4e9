import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

/** The conversation's store against an office that can be cut off; each test has a fresh page on the same phone. */

interface Call {
  path: string;
  method: string;
  body: Record<string, unknown>;
}

let calls: Call[];
let answer: (call: Call) => Response | Promise<Response>;
let phone: Map<string, string>;

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status });
const turn = (text: string): Record<string, unknown> => ({
  messages: [{ id: `bot-${text}`, text: `收到${text}`, speaker: 'bot' }],
  ask: 'region',
  draft: { filled: { story: text }, missing: ['region'] },
  filed: null,
  handover: false,
});
const opened = { session_id: 's1', token: 't1', messages: [{ id: 'n', text: '告知', speaker: 'bot' }], ask: 'story' };
const lost = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
const isMessage = (call: Call): boolean => call.path.endsWith('/messages');

beforeEach(() => {
  vi.useFakeTimers();
  calls = [];
  phone = new Map();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => phone.get(key) ?? null,
    setItem: (key: string, value: string) => void phone.set(key, value),
    removeItem: (key: string) => void phone.delete(key),
  });
  vi.stubGlobal('document', { hidden: true, documentElement: {}, createElement: () => ({}) });
  vi.stubGlobal('location', { search: '?from=poster-7' });
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const call = { path, method: init.method ?? 'GET', body: init.body ? JSON.parse(String(init.body)) : {} };
    calls.push(call);
    return answer(call);
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function page(): Promise<typeof import('../../src/chat/state/session')> {
  vi.resetModules();
  return import('../../src/chat/state/session');
}

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('a conversation', () => {
  it('opens with the campaign of the link and keeps its key on the phone', async () => {
    answer = () => json(opened, 201);
    const { chat, start } = await page();
    await start();
    expect(calls[0]).toMatchObject({ path: '/api/chat/sessions', body: { channel: 'web', campaign: 'poster-7' } });
    expect(chat.messages).toHaveLength(1);
    expect(JSON.parse(phone.get('petition.session') ?? '')).toEqual({ session_id: 's1', token: 't1' });
  });

  it('sends again by itself under the same id after a lost connection', async () => {
    let down = true;
    answer = (call) => (isMessage(call) ? (down ? lost() : json(turn('停水'))) : json(opened, 201));
    const { chat, start, send } = await page();
    await start();
    send({ text: '停水' }, '停水');
    await settle();
    expect(chat.outbox[0]).toMatchObject({ state: 'failed', attempts: 1 });
    expect(chat.online).toBe(false);
    down = false;
    await settle(1100);
    const sent = calls.filter(isMessage);
    expect(sent).toHaveLength(2);
    expect(sent[1]?.body).toEqual(sent[0]?.body);
    expect(chat.outbox).toHaveLength(0);
    expect(chat.messages.map((message) => message.text)).toEqual(['告知', '停水', '收到停水']);
    expect(chat.online).toBe(true);
  });

  it('keeps what was not sent over a reload, in order and under the same ids', async () => {
    answer = (call) => (isMessage(call) ? lost() : json(opened, 201));
    const first = await page();
    await first.start();
    first.send({ text: '一' }, '一');
    first.send({ text: '二' }, '二');
    first.chat.unsent = '还没写完';
    await settle();
    const ids = first.chat.outbox.map((item) => item.client_message_id);

    answer = (call) => json(isMessage(call) ? turn(String(call.body['text'])) : { ...turn(''), messages: opened.messages });
    calls = [];
    const second = await page();
    expect(second.chat.unsent).toBe('还没写完');
    await second.start();
    await settle();
    expect(calls[0]).toMatchObject({ method: 'GET', path: '/api/chat/sessions/s1' });
    expect(calls.filter(isMessage).map((call) => call.body['client_message_id'])).toEqual(ids);
    expect(second.chat.outbox).toHaveLength(0);
  });

  it('takes a choice once, however often it is tapped', async () => {
    answer = (call) => json(isMessage(call) ? turn('是') : opened);
    const { start, choose } = await page();
    await start();
    choose('/affirm', '是');
    choose('/affirm', '是');
    await settle();
    expect(calls.filter(isMessage)).toHaveLength(1);
  });

  it('gives a refused message back for changing and goes on with the next', async () => {
    const refused = json({ error: { code: 'too_long', message: '太长了，请分几次发。' } }, 422);
    answer = (call) => (isMessage(call) ? (call.body['text'] === '长' ? refused : json(turn('短'))) : json(opened, 201));
    const { chat, start, send, takeBack } = await page();
    await start();
    send({ text: '长' }, '长');
    send({ text: '短' }, '短');
    await settle();
    expect(chat.outbox).toHaveLength(1);
    expect(chat.outbox[0]).toMatchObject({ state: 'refused', reason: '太长了，请分几次发。' });
    takeBack(chat.outbox[0]!.client_message_id);
    expect(chat.unsent).toBe('长');
    expect(chat.outbox).toHaveLength(0);
  });

  it('begins anew when the old one is over, and the unsent words are not lost', async () => {
    const over = json({ error: { code: 'session_over', message: '过期了' } }, 401);
    answer = (call) => (isMessage(call) ? over : json(opened, 201));
    const { chat, start, send } = await page();
    await start();
    send({ text: '我的话' }, '我的话');
    await settle();
    expect(chat.unsent).toBe('我的话');
    expect(chat.outbox).toHaveLength(0);
    expect(chat.remark).toContain('新的对话');
    expect(calls.filter((call) => call.path === '/api/chat/sessions')).toHaveLength(2);
  });

  it('waits for the office when it opens without a connection', async () => {
    let down = true;
    answer = () => (down ? lost() : json(opened, 201));
    const { chat, start, send } = await page();
    await start();
    expect(chat.phase).toBe('loading');
    send({ text: '先写着' }, '先写着');
    down = false;
    answer = (call) => (isMessage(call) ? json(turn('先写着')) : json(opened, 201));
    await settle(1100);
    expect(chat.phase).toBe('open');
    expect(chat.outbox).toHaveLength(0);
  });

  it('forgets everything on a public computer', async () => {
    answer = () => json(opened, 201);
    const { chat, start, leave } = await page();
    await start();
    leave();
    expect(phone.get('petition.session')).toBeUndefined();
    expect(chat.messages).toEqual([]);
  });
});

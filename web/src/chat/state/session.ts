/** One conversation of one citizen: opened or resumed, sent in order, kept over reloads and lost connections. */

import { computed, reactive, watch } from 'vue';
import type { ChatMessage, DraftView, Filed, OutgoingBody, SessionOpened, Turn } from '../../api/chat';
import { openSession, readSession, sendMessage, type Credentials } from '../../api/chat-client';
import { ApiError } from '../../api/request';
import { follow } from './live';
import { nextToSend, outgoing, restored, retryDelay, textOf, type Outgoing } from './outbox';
import { shelf } from './storage';
import { appended, delivered, isKnown } from './timeline';

export interface Conversation {
  who: Credentials | null;
  messages: ChatMessage[];
  outbox: Outgoing[];
  ask: string | null;
  draft: DraftView | null;
  filed: Filed | null;
  handover: boolean;
  /** loading: first answer not here yet; open: ready; */
  phase: 'loading' | 'open';
  online: boolean;
  /** a line shown once above the composer */
  remark: string | null;
  unsent: string;
}

export const chat = reactive<Conversation>({
  who: shelf.read<Credentials>('session'),
  messages: [],
  outbox: restored(shelf.read('outbox')),
  ask: null,
  draft: null,
  filed: null,
  handover: false,
  phase: 'loading',
  online: true,
  remark: null,
  unsent: shelf.read<string>('unsent') ?? '',
});

/** What has not been shown as part of the conversation yet. */
export const pending = computed(() => {
  const known = new Set(chat.messages.map((message) => message.client_message_id));
  return chat.outbox.filter((item) => !known.has(item.client_message_id));
});

/** The bot has the message and is about to answer. */
export const waitingForAnswer = computed(() => chat.outbox.some((item) => item.state === 'sending'));

watch(() => chat.unsent, (text) => (text ? shelf.write('unsent', text) : shelf.remove('unsent')));
watch(() => chat.outbox, (box) => shelf.write('outbox', box), { deep: true });

let stopFollowing: (() => void) | null = null;
let retryTimer: ReturnType<typeof setTimeout> | undefined;
let flushing = false;
let missedNews = false;
let startAttempts = 0;

/** Opens the conversation kept on this phone, or a new one; tries again by itself while there is no connection. */
export async function start(): Promise<void> {
  clearTimeout(retryTimer);
  try {
    if (chat.who) await resume(chat.who);
    else await openNew();
    startAttempts = 0;
    chat.online = true;
    chat.phase = 'open';
    stopFollowing?.();
    if (chat.who) stopFollowing = follow(chat.who, { message: receive, handover: (on) => (chat.handover = on), over: sessionOver, refresh: refreshQuietly });
    void flush();
  } catch (error) {
    if (chat.who && error instanceof ApiError && error.sessionGone) return sessionOver();
    chat.online = false;
    startAttempts += 1;
    const wait = error instanceof ApiError ? error.retryAfterSeconds : null;
    if (error instanceof ApiError && !error.passing) chat.remark = error.message;
    retryTimer = setTimeout(() => void start(), retryDelay(startAttempts, wait));
  }
}

async function openNew(): Promise<void> {
  const opened: SessionOpened = await openSession(campaign());
  chat.who = { session_id: opened.session_id, token: opened.token };
  shelf.write('session', chat.who);
  chat.messages = opened.messages;
  take({ ask: 'story', draft: null, filed: null, handover: false, ...opened });
}

async function resume(who: Credentials): Promise<void> {
  const seen = await readSession(who);
  chat.messages = seen.messages;
  take(seen);
}

function take(turn: Omit<Turn, 'messages'>): void {
  chat.ask = turn.ask ?? null;
  chat.draft = turn.draft ?? null;
  chat.filed = turn.filed ?? null;
  chat.handover = Boolean(turn.handover);
}

/** Where the citizen came from: `/chat?from=…`, as the poster or the office's site says it. */
export function campaign(search: string = location.search): string | null {
  return new URLSearchParams(search).get('from')?.slice(0, 100) || null;
}

export function send(body: OutgoingBody, shown: string): void {
  chat.remark = null;
  chat.outbox.push(outgoing(body, shown));
  void flush();
}

/** A tapped choice, once: a nervous second tap comes before the buttons are seen to be disabled. */
export function choose(value: string, label: string): void {
  if (!chat.outbox.some((item) => item.state !== 'refused')) send({ choice: value }, label);
}

/** Sends what waits, one at a time: a connection that is lost only delays, the same message is never filed twice. */
async function flush(): Promise<void> {
  if (flushing || !chat.who || chat.phase !== 'open') return;
  flushing = true;
  clearTimeout(retryTimer);
  try {
    for (let item = nextToSend(chat.outbox); item && chat.who; item = nextToSend(chat.outbox)) {
      if (!(await sendOne(chat.who, item))) return;
    }
  } finally {
    flushing = false;
    if (missedNews) void refreshQuietly();
  }
}

async function sendOne(who: Credentials, item: Outgoing): Promise<boolean> {
  item.state = 'sending';
  item.reason = null;
  try {
    const turn = await sendMessage(who, item.client_message_id, item.body);
    chat.messages = appended(delivered(chat.messages, item, turn.message_id), turn.messages);
    drop(item.client_message_id);
    take(turn);
    chat.online = true;
    return true;
  } catch (error) {
    return failed(item, error instanceof ApiError ? error : null);
  }
}

function failed(item: Outgoing, error: ApiError | null): boolean {
  item.attempts += 1;
  item.reason = error?.message ?? '没有发出去';
  if (error?.sessionGone) {
    sessionOver();
    return false;
  }
  if (error && !error.passing) {
    item.state = 'refused';
    return true;
  }
  item.state = 'failed';
  chat.online = error?.status !== 0;
  retryTimer = setTimeout(() => void flush(), retryDelay(item.attempts, error?.retryAfterSeconds ?? null));
  return false;
}

/** "重新发送": at once instead of at the next automatic try. */
export function sendAgain(id: string): void {
  const item = chat.outbox.find((one) => one.client_message_id === id);
  if (item && item.state !== 'sending') item.state = 'waiting';
  void (chat.phase === 'open' ? flush() : start());
}

/** Takes a refused message back into the writing field, so that it can be changed. */
export function takeBack(id: string): void {
  const item = chat.outbox.find((one) => one.client_message_id === id);
  if (!item) return;
  chat.unsent = [textOf(item), chat.unsent].filter(Boolean).join('\n');
  drop(id);
}

function drop(id: string): void {
  const place = chat.outbox.findIndex((one) => one.client_message_id === id);
  if (place >= 0) chat.outbox.splice(place, 1);
}

/** The office does not know this conversation any more: a new one, with what was not sent back in the field. */
function sessionOver(): void {
  const words = chat.outbox.map(textOf).filter(Boolean);
  if (words.length) chat.unsent = [...words, chat.unsent].filter(Boolean).join('\n');
  leave();
  chat.remark = '上次的对话已经到期，这里是新的对话。您没发出去的话还在下面。';
  void start();
}

/** Forgets the conversation on this phone (public computers); what was filed stays with the office. */
export function leave(): void {
  stopFollowing?.();
  stopFollowing = null;
  clearTimeout(retryTimer);
  shelf.remove('session');
  shelf.remove('outbox');
  Object.assign(chat, { who: null, messages: [], outbox: [], phase: 'loading' });
  take({ ask: null, draft: null, filed: null, handover: false });
}

/** Goes on with a conversation begun on another device. */
export function adopt(who: Credentials): void {
  leave();
  chat.who = who;
  shelf.write('session', who);
  void start();
}

/** News by stream. While a turn runs, its own answer is on the way too: the order is the office's, so we ask for it. */
function receive(message: ChatMessage): void {
  if (isKnown(chat.messages, chat.outbox, message)) return;
  if (flushing) missedNews = true;
  else void refreshQuietly();
}

async function refreshQuietly(): Promise<void> {
  if (!chat.who || flushing) return;
  missedNews = false;
  const who = chat.who;
  try {
    const seen = await readSession(who);
    if (flushing || chat.who !== who) return;
    chat.messages = seen.messages;
    take(seen);
    chat.online = true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 0) chat.online = false;
  }
}

export function watchConnection(): void {
  window.addEventListener('online', () => void (chat.phase === 'open' ? flush() : start()));
  window.addEventListener('offline', () => (chat.online = false));
  document.addEventListener('visibilitychange', () => {
    if (document.hidden || chat.phase !== 'open') return;
    void flush();
    void refreshQuietly();
  });
}

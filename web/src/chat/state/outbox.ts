/** Messages on their way to the office. Nothing leaves this list before the office has answered it. */

import type { OutgoingBody } from '../../api/chat';

export type OutgoingState = 'waiting' | 'sending' | 'failed' | 'refused';

export interface Outgoing {
  client_message_id: string;
  body: OutgoingBody;
  /** what the citizen sees in the own bubble */
  shown: string;
  state: OutgoingState;
  reason: string | null;
  attempts: number;
}

const DELAYS_S = [1, 2, 4, 8, 15, 30];

/** An id of 128 random bits in hex; made once per message and kept over retries and reloads. */
export function newMessageId(random: (bytes: Uint8Array) => void = fillRandom): string {
  const bytes = new Uint8Array(16);
  random(bytes);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fillRandom(bytes: Uint8Array): void {
  crypto.getRandomValues(bytes);
}

export function outgoing(body: OutgoingBody, shown: string, id: string = newMessageId()): Outgoing {
  return { client_message_id: id, body, shown, state: 'waiting', reason: null, attempts: 0 };
}

/** Milliseconds to wait before the next try, after so many tries; the office's own Retry-After wins when longer. */
export function retryDelay(attempts: number, retryAfterSeconds: number | null): number {
  const own = DELAYS_S[Math.min(Math.max(attempts, 1), DELAYS_S.length) - 1] ?? 30;
  return Math.max(own, retryAfterSeconds ?? 0) * 1000;
}

/** The message to send next: strictly in order, the refused ones are the citizen's to change. */
export function nextToSend(box: readonly Outgoing[]): Outgoing | null {
  return box.find((item) => item.state !== 'refused') ?? null;
}

/** After a reload nothing is in flight any more: what was being sent waits again, under the same id. */
export function restored(kept: unknown): Outgoing[] {
  if (!Array.isArray(kept)) return [];
  return kept
    .filter((item): item is Outgoing => typeof item?.client_message_id === 'string' && typeof item?.shown === 'string')
    .map((item) => (item.state === 'refused' ? item : { ...item, state: 'waiting', reason: null, attempts: 0 }));
}

/** The text of an unsent message, to be put back where it was typed. */
export function textOf(item: Outgoing): string {
  return item.body.text ?? '';
}

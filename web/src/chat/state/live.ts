/** Messages that come later: an agent's reply, news of the case. By stream where the browser can, else by asking. */

import type { ChatMessage } from '../../api/chat';
import type { Credentials } from '../../api/chat-client';
import { SseParser, type ServerEvent } from './sse';

const POLL_MS = 5000;
const FAILURES_BEFORE_POLLING = 3;

export interface Follower {
  message: (message: ChatMessage) => void;
  /** whether the citizen now waits for a person or talks to one */
  handover: (on: boolean) => void;
  /** the conversation has expired */
  over: () => void;
  /** asked to read the whole session again */
  refresh: () => void;
}

/** Follows the session until the returned function is called. */
export function follow(who: Credentials, follower: Follower): () => void {
  let stopped = false;
  let failures = 0;
  let lastId: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let open: AbortController | null = null;

  const later = (run: () => void, ms: number): void => {
    if (!stopped) timer = setTimeout(run, ms);
  };

  const poll = (): void => {
    if (!document.hidden) follower.refresh();
    later(poll, POLL_MS);
  };

  const connect = async (): Promise<void> => {
    if (stopped) return;
    if (document.hidden) return later(connect, 1000);
    open = new AbortController();
    try {
      await stream(open.signal);
      failures = 0;
    } catch {
      failures += 1;
    }
    if (failures >= FAILURES_BEFORE_POLLING) return poll();
    later(connect, 1000 * 2 ** failures);
  };

  const stream = async (signal: AbortSignal): Promise<void> => {
    const headers: Record<string, string> = { Authorization: `Bearer ${who.token}`, Accept: 'text/event-stream' };
    if (lastId !== null) headers['Last-Event-ID'] = lastId;
    const path = `/api/chat/sessions/${encodeURIComponent(who.session_id)}/events`;
    const response = await fetch(path, { headers, signal, cache: 'no-store' });
    const reader = response.ok ? response.body?.getReader?.() : undefined;
    if (!reader) throw new Error('this browser cannot read streams');
    const decoder = new TextDecoder();
    const parser = new SseParser();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      failures = 0;
      for (const event of parser.push(decoder.decode(value, { stream: true }))) {
        lastId = event.id ?? lastId;
        receive(event);
      }
    }
  };

  const receive = ({ event, data }: ServerEvent): void => {
    if (event === 'message') follower.message(JSON.parse(data) as ChatMessage);
    else if (event === 'handover') follower.handover(Boolean((JSON.parse(data) as { handover?: boolean }).handover));
    else if (event === 'over') follower.over();
  };

  void connect();
  return () => {
    stopped = true;
    clearTimeout(timer);
    open?.abort();
  };
}

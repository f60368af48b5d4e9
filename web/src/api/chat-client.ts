import type {
  AttachmentRef,
  HandoffCode,
  OfficeFacts,
  OutgoingBody,
  ProgressView,
  RegionOption,
  SessionOpened,
  Turn,
} from './chat';
import { connectionLost, errorFrom, request } from './request';

export interface Credentials {
  session_id: string;
  token: string;
}

const sessionPath = (id: string): string => `/api/chat/sessions/${encodeURIComponent(id)}`;

export function openSession(campaign: string | null): Promise<SessionOpened> {
  return request('/api/chat/sessions', { method: 'POST', body: { channel: 'web', campaign } });
}

export function readSession(who: Credentials): Promise<Turn> {
  return request(sessionPath(who.session_id), { token: who.token });
}

/** Sends one message; the same client_message_id again is the same message and has no second effect. */
export function sendMessage(who: Credentials, clientMessageId: string, body: OutgoingBody): Promise<Turn> {
  return request(`${sessionPath(who.session_id)}/messages`, {
    method: 'POST',
    token: who.token,
    body: { client_message_id: clientMessageId, ...body },
    timeoutMs: 40_000,
  });
}

export function handoffCode(who: Credentials): Promise<HandoffCode> {
  return request(`${sessionPath(who.session_id)}/handoff-code`, { method: 'POST', token: who.token });
}

export function resumeByCode(code: string): Promise<Credentials> {
  return request('/api/chat/sessions/resume', { method: 'POST', body: { code } });
}

export function regionsUnder(parent: string): Promise<RegionOption[]> {
  return request(`/api/regions?parent=${encodeURIComponent(parent)}`);
}

export function officeFacts(): Promise<OfficeFacts> {
  return request('/api/office');
}

export function removeAttachment(who: Credentials, attachmentId: string): Promise<unknown> {
  return request(`${sessionPath(who.session_id)}/attachments/${encodeURIComponent(attachmentId)}`, {
    method: 'DELETE',
    token: who.token,
  });
}

export interface Upload {
  done: Promise<AttachmentRef>;
  cancel: () => void;
}

/** Uploads one file by XMLHttpRequest, the only way to show progress in every browser. */
export function uploadAttachment(who: Credentials, file: File, progress: (share: number) => void): Upload {
  const xhr = new XMLHttpRequest();
  const done = new Promise<AttachmentRef>((resolve, reject) => {
    xhr.open('POST', `${sessionPath(who.session_id)}/attachments`);
    xhr.setRequestHeader('Authorization', `Bearer ${who.token}`);
    xhr.responseType = 'text';
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    xhr.onerror = xhr.ontimeout = xhr.onabort = () => reject(connectionLost());
    xhr.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(xhr.responseText);
      } catch {
        // an answer that is no JSON is shown as a plain failure below
      }
      if (xhr.status >= 200 && xhr.status < 300 && body) resolve(body as AttachmentRef);
      else reject(errorFrom(xhr.status || 500, body, xhr.getResponseHeader('Retry-After')));
    };
    const form = new FormData();
    form.append('file', file, file.name);
    xhr.send(form);
  });
  return { done, cancel: () => xhr.abort() };
}

// ---- following a filed case ------------------------------------------------------------------------------

export interface ProgressKey {
  query_code: string;
  phone_tail: string;
}

export function progressOf(key: ProgressKey): Promise<ProgressView> {
  const query = `query_code=${encodeURIComponent(key.query_code)}&phone_tail=${encodeURIComponent(key.phone_tail)}`;
  return request(`/api/progress?${query}`);
}

export function supplementCase(key: ProgressKey, text: string): Promise<unknown> {
  return request('/api/progress/supplement', { method: 'POST', body: { ...key, text, attachment_ids: [] } });
}

export function withdrawCase(key: ProgressKey, reason: string): Promise<unknown> {
  return request('/api/progress/withdraw', { method: 'POST', body: { ...key, reason } });
}

export function rateCase(key: ProgressKey, bureau: number, unit: number, reasons: string): Promise<unknown> {
  return request('/api/progress/rating', { method: 'POST', body: { ...key, bureau, unit, reasons } });
}

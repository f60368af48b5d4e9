/** Files chosen by the citizen: uploaded at once, sent with the next message, removable until then. */

import { computed, reactive } from 'vue';
import type { AttachmentRef } from '../../api/chat';
import { removeAttachment, uploadAttachment, type Upload } from '../../api/chat-client';
import { ApiError } from '../../api/request';
import { canPreview, refusal } from './attachments';
import { chat, send } from './session';
import { shelf } from './storage';

export interface TrayFile {
  key: number;
  name: string;
  bytes: number;
  preview: string | null;
  share: number;
  state: 'uploading' | 'ready' | 'failed';
  reason: string | null;
  kept: AttachmentRef | null;
}

let nextKey = 1;
const uploads = new Map<number, Upload>();
const sources = new Map<number, File>();

function restoredTray(): TrayFile[] {
  return (shelf.read<AttachmentRef[]>('tray') ?? []).map((kept) => ({
    key: nextKey++,
    name: kept.name,
    bytes: kept.bytes,
    preview: null,
    share: 1,
    state: 'ready',
    reason: null,
    kept,
  }));
}

export const tray = reactive<{ files: TrayFile[]; refused: string | null }>({ files: restoredTray(), refused: null });
export const uploading = computed(() => tray.files.some((file) => file.state === 'uploading'));
export const ready = computed(() => tray.files.filter((file) => file.state === 'ready'));

function remember(): void {
  shelf.write('tray', ready.value.map((file) => file.kept));
}

export function addFiles(files: readonly File[]): void {
  tray.refused = null;
  for (const file of files) {
    const reason = refusal(file, tray.files.length);
    if (reason) tray.refused = reason;
    else addOne(file);
  }
}

function addOne(file: File): void {
  const key = nextKey++;
  const preview = canPreview(file) ? URL.createObjectURL(file) : null;
  sources.set(key, file);
  tray.files.push({ key, name: file.name, bytes: file.size, preview, share: 0, state: 'uploading', reason: null, kept: null });
  void upload(key);
}

export async function upload(key: number): Promise<void> {
  const entry = tray.files.find((one) => one.key === key);
  const file = sources.get(key);
  if (!entry || !file || !chat.who) return;
  Object.assign(entry, { state: 'uploading', reason: null, share: 0 });
  const running = uploadAttachment(chat.who, file, (share) => (entry.share = share));
  uploads.set(key, running);
  try {
    entry.kept = await running.done;
    Object.assign(entry, { state: 'ready', share: 1 });
    remember();
  } catch (error) {
    const known = error instanceof ApiError ? error : null;
    if (known && !known.passing) {
      tray.refused = `“${entry.name}”没有收下：${known.message}`;
      forget(key);
    } else Object.assign(entry, { state: 'failed', reason: known?.message ?? '没有传上去' });
  } finally {
    uploads.delete(key);
  }
}

export function removeFile(key: number): void {
  uploads.get(key)?.cancel();
  const kept = tray.files.find((one) => one.key === key)?.kept;
  forget(key);
  // The office forgets what is not sent anyway; telling it now only makes that sooner.
  if (kept && chat.who) removeAttachment(chat.who, kept.attachment_id).catch(() => undefined);
}

function forget(key: number): void {
  const place = tray.files.findIndex((one) => one.key === key);
  const [gone] = place >= 0 ? tray.files.splice(place, 1) : [];
  if (gone?.preview) URL.revokeObjectURL(gone.preview);
  sources.delete(key);
  remember();
}

/** Sends the words with the uploaded files, as one message. */
export function sendWithFiles(words: string): void {
  const files = ready.value.map((file) => file.kept).filter((kept): kept is AttachmentRef => kept !== null);
  const names = files.length ? `（发来附件：${files.map((file) => file.name).join('、')}）` : '';
  send(
    { ...(words ? { text: words } : {}), ...(files.length ? { attachment_ids: files.map((file) => file.attachment_id) } : {}) },
    [words, names].filter(Boolean).join('\n'),
  );
  for (const file of [...ready.value]) forget(file.key);
}

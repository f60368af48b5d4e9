/** What may be attached, checked on the phone first so that nobody waits for a refusal (the office checks again). */

export const MOST_PER_CASE = 9;
export const LARGEST_BYTES = 20 * 1024 * 1024;
export const ALLOWED = ['jpg', 'jpeg', 'png', 'heic', 'pdf', 'docx', 'xlsx', 'txt', 'mp3', 'm4a', 'amr', 'mp4'];
export const ACCEPT = ALLOWED.map((ending) => `.${ending}`).join(',');
export const ALLOWED_WORDS = '照片（jpg、png、heic）、文件（pdf、docx、xlsx、txt）、录音（mp3、m4a、amr）、视频（mp4）';

const IMAGES = ['jpg', 'jpeg', 'png'];

export function endingOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot + 1).toLowerCase();
}

/** Why this file cannot be sent, in plain words; null when it can. */
export function refusal(file: { name: string; size: number; type: string }, already: number): string | null {
  if (already >= MOST_PER_CASE) return `一件事最多传 ${MOST_PER_CASE} 份材料。请挑最要紧的传。`;
  if (file.size === 0) return `“${file.name}”是空的，请换一份。`;
  if (file.size > LARGEST_BYTES) return `“${file.name}”有 ${sizeWords(file.size)}，超过 20 MB。可以压缩、截短或分开再传。`;
  if (!ALLOWED.includes(endingOf(file.name)) && !/^image\/(jpeg|png|heic)$/.test(file.type)) {
    return `“${file.name}”这种文件收不了。可以传${ALLOWED_WORDS}。`;
  }
  return null;
}

export function canPreview(file: { name: string; type: string }): boolean {
  return IMAGES.includes(endingOf(file.name)) || /^image\/(jpeg|png)$/.test(file.type);
}

export function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

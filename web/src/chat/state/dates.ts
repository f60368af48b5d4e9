/** Dates and times as a citizen reads them, in the office's zone whatever the phone is set to. */

const OFFICE_OFFSET_MS = 8 * 3600 * 1000;

function officeParts(instant: string): Date | null {
  const time = Date.parse(instant);
  return Number.isNaN(time) ? null : new Date(time + OFFICE_OFFSET_MS);
}

/** 2026-11-27 → 2026年11月27日; anything else is shown as it came. */
export function dayWords(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})/.exec(day);
  return match ? `${match[1]}年${Number(match[2])}月${Number(match[3])}日` : day;
}

/** An instant → 2026年11月27日 14:05. */
export function timeWords(instant: string): string {
  const at = officeParts(instant);
  if (!at) return instant;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${at.getUTCFullYear()}年${at.getUTCMonth() + 1}月${at.getUTCDate()}日 ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

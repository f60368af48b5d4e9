/** Telephone numbers in the bot's words become links: somebody in danger must be able to call with one tap. */

export interface Piece {
  text: string;
  tel: string | null;
}

const HELP_LINES = ['12356', '110', '120', '119', '12345', '12388', '12348', '12333', '12338', '12355'];
export const HELP_LINE_NAMES: Record<string, string> = {
  '12356': '心理援助热线',
  '110': '报警',
  '120': '急救',
  '119': '火警',
};
const UNITS = /^\s*(元|块|万|亿|人|天|日|月|年|号|米|平|户|家|%|份|条|次|小时|公里|斤|吨|亩)/;

/** The text cut into plain pieces and numbers to call; "110 元" or "120 户" is no number to call. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  // Whole runs of digits only (an amount or an ID number may contain 110); iOS 13 knows no look-behind.
  const runs = /[0-9][0-9.,:%-]*/g;
  for (let run = runs.exec(text); run; run = runs.exec(text)) {
    const number = run[0].replace(/[.,:-]+$/, '');
    if (!HELP_LINES.includes(number) || UNITS.test(text.slice(run.index + number.length))) continue;
    if (run.index > from) found.push({ text: text.slice(from, run.index), tel: null });
    found.push({ text: number, tel: number });
    from = run.index + number.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), tel: null });
  return found;
}

/** True for words to somebody in danger, which must stand out. */
export function isSafety(text: string, type: string | undefined): boolean {
  return type === 'safety' || (/12356/.test(text) && /110|120/.test(text));
}

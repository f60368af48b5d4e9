import { describe, expect, it } from 'vitest';
import { canPreview, refusal, sizeWords } from '../../src/chat/state/attachments';
import { dayWords, timeWords } from '../../src/chat/state/dates';
import { isNotice, noticeText } from '../../src/chat/state/notice';
import { progressAddress, wrapped } from '../../src/chat/state/receipt_picture';
import { isSafety, pieces } from '../../src/chat/state/richtext';
import { filledShare, hintFor } from '../../src/chat/state/slots';
import { SseParser } from '../../src/chat/state/sse';

describe('numbers to call', () => {
  const numbers = (text: string): string[] => pieces(text).flatMap((piece) => piece.tel ?? []);

  it('are found in the words, and the words stay as they are', () => {
    const text = '心理援助热线 12356；马上有危险请打110或120。';
    expect(numbers(text)).toEqual(['12356', '110', '120']);
    expect(pieces(text).map((piece) => piece.text).join('')).toBe(text);
  });

  it('are not found inside other numbers or amounts', () => {
    expect(numbers('身份证 110105199001011234，欠 110 元，120户，1.110，电话 13811012012')).toEqual([]);
  });

  it('make a message stand out only when it is about danger', () => {
    expect(isSafety('请拨打 12356 或 110', undefined)).toBe(true);
    expect(isSafety('也可以打 12345', undefined)).toBe(false);
    expect(isSafety('…', 'safety')).toBe(true);
  });
});

describe('files', () => {
  const file = (name: string, size = 10, type = ''): { name: string; size: number; type: string } => ({ name, size, type });

  it('are refused in plain words', () => {
    expect(refusal(file('a.exe'), 0)).toContain('收不了');
    expect(refusal(file('a.mp4', 21 * 1024 * 1024), 0)).toContain('超过 20 MB');
    expect(refusal(file('a.jpg', 0), 0)).toContain('空的');
    expect(refusal(file('a.jpg'), 9)).toContain('最多传 9 份');
  });

  it('are taken when they may be', () => {
    for (const name of ['a.JPG', 'b.heic', 'c.docx', 'd.amr', 'e.mp4']) expect(refusal(file(name), 8)).toBeNull();
    expect(refusal(file('image', 10, 'image/jpeg'), 0)).toBeNull();
    expect(canPreview(file('x.heic', 1, 'image/heic'))).toBe(false);
    expect(sizeWords(1_572_864)).toBe('1.5 MB');
  });
});

describe('dates', () => {
  it('are the office’s, whatever the phone is set to', () => {
    expect(timeWords('2026-11-27T18:05:00+00:00')).toBe('2026年11月28日 02:05');
    expect(dayWords('2027-02-05')).toBe('2027年2月5日');
    expect(timeWords('昨天')).toBe('昨天');
  });
});

describe('the form so far', () => {
  it('counts what is filled without the last confirmation', () => {
    expect(filledShare({ story: '…', phone: '…' }, ['region', 'confirm'])).toEqual({ filled: 2, all: 3 });
    expect(hintFor(null)).toBe(hintFor('unknown-slot'));
  });
});

describe('the notice', () => {
  it('is found again at any time', () => {
    const notice = { id: '1', text: '依据《个人信息保护法》第十七条……', speaker: 'bot' as const };
    expect(isNotice(notice)).toBe(true);
    expect(noticeText([{ id: '0', text: '您好' }, notice])).toBe(notice.text);
    expect(isNotice({ ...notice, speaker: 'citizen' })).toBe(false);
  });
});

describe('the receipt’s picture', () => {
  it('leads to the progress page and keeps the code behind the #', () => {
    expect(progressAddress('AB-CD', 'https://office/chat/?from=x#a')).toBe('https://office/chat/#progress=AB-CD');
  });

  it('breaks lines where they are full', () => {
    expect(wrapped('一二三四五', 2, (piece) => [...piece].length)).toEqual(['一二', '三四', '五']);
  });
});

describe('the stream', () => {
  it('is read in pieces of any size', () => {
    const text = ': hello\r\n\r\nevent: message\r\nid: 7\r\ndata: {"a":\r\ndata: 1}\r\n\r\nevent: handover\ndata: {}\n\n';
    for (const step of [1, 2, 3, 5, 1000]) {
      const parser = new SseParser();
      const events = [];
      for (let from = 0; from < text.length; from += step) events.push(...parser.push(text.slice(from, from + step)));
      expect(events).toEqual([
        { event: 'message', id: '7', data: '{"a":\n1}' },
        { event: 'handover', id: null, data: '{}' },
      ]);
    }
  });
});

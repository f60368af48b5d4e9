/** The receipt as a picture for the phone's album, drawn on the phone: the query code leaves it nowhere. */

import { encode } from 'uqr';
import type { ReceiptCard } from '../../api/chat';
import { dayWords, timeWords } from './dates';

const WIDTH = 720;
const EDGE = 48;
const FONT = '"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif';

interface Line {
  text: string;
  size: number;
  weight: number;
  colour: string;
  gap: number;
}

/** Where the picture's QR code leads: the progress page with the code filled in; the part after # stays on the phone. */
export function progressAddress(code: string, page: string): string {
  return `${page.split('#')[0]?.split('?')[0] ?? ''}#progress=${encodeURIComponent(code)}`;
}

/** Text cut into lines that fit, by a function that measures. */
export function wrapped(text: string, width: number, measure: (piece: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const sign of text) {
    if (line && measure(line + sign) > width) {
      lines.push(line);
      line = sign;
    } else line += sign;
  }
  return line ? [...lines, line] : lines;
}

function linesOf(receipt: ReceiptCard): Line[] {
  const plain = (text: string, gap = 12): Line => ({ text, size: 26, weight: 400, colour: '#23302f', gap });
  const grey = (text: string, gap = 6): Line => ({ text, size: 22, weight: 400, colour: '#55605f', gap });
  const steps = receipt.next_steps.flatMap((step) => [
    plain(`· ${step.what}${step.by_on ? `，最迟 ${dayWords(step.by_on)}` : ''}`, 14),
    ...(step.clause ? [grey(`  依据：${step.clause}`)] : []),
  ]);
  return [
    { text: '信访事项收件回执', size: 38, weight: 700, colour: '#1f5a66', gap: 0 },
    grey('查询码（查进度用，请保管好）', 30),
    { text: receipt.query_code, size: 52, weight: 700, colour: '#111', gap: 8 },
    plain(`编号：${receipt.case_number}`, 24),
    plain(`收到时间：${timeWords(receipt.filed_at)}`),
    ...(receipt.unit_name ? [plain(`拟转交单位：${receipt.unit_name}`)] : []),
    { text: '接下来', size: 28, weight: 700, colour: '#1f5a66', gap: 30 },
    ...steps,
  ];
}

/** Draws the receipt; gives a PNG as a data: address. */
export function receiptPicture(receipt: ReceiptCard, page: string): string {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  const font = (line: Line): string => `${line.weight} ${line.size}px ${FONT}`;
  const laid: (Line & { y: number })[] = [];
  let y = EDGE;
  for (const line of linesOf(receipt)) {
    pen.font = font(line);
    y += line.gap;
    for (const text of wrapped(line.text, WIDTH - 2 * EDGE, (piece) => pen.measureText(piece).width)) {
      y += Math.round(line.size * 1.4);
      laid.push({ ...line, text, y });
    }
  }
  const qr = encode(progressAddress(receipt.query_code, page), { ecc: 'M', border: 2 });
  const dot = Math.floor(240 / qr.size);
  canvas.width = WIDTH;
  canvas.height = y + 40 + dot * qr.size + 90;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#1f5a66';
  pen.fillRect(0, 0, WIDTH, 14);
  for (const line of laid) {
    pen.font = font(line);
    pen.fillStyle = line.colour;
    pen.fillText(line.text, EDGE, line.y);
  }
  const left = (WIDTH - dot * qr.size) / 2;
  pen.fillStyle = '#000';
  qr.data.forEach((row, down) =>
    row.forEach((dark, right) => dark && pen.fillRect(left + right * dot, y + 40 + down * dot, dot, dot)),
  );
  pen.font = `400 22px ${FONT}`;
  pen.fillStyle = '#55605f';
  pen.textAlign = 'center';
  pen.fillText('扫码查进度，还需要电话的后四位', WIDTH / 2, canvas.height - 40);
  return canvas.toDataURL('image/png');
}

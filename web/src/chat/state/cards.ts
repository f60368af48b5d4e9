import type { ChatMessage, Choice, ReceiptCard, SummaryCard } from '../../api/chat';

const MOST_CHOICES = 9;

/** A message's words without what its card shows anyway (a message to WeChat has to say it all in words). */
export function wordsBesideCard(message: ChatMessage): string {
  const card = message.custom;
  if (card?.type === 'summary') {
    const { fields } = card as SummaryCard;
    const lines = fields.map((field) => `${field.label}：${field.value}${field.remark ?? ''}`);
    return lines.reduce((text, line) => text.replace(`${line}\n`, ''), message.text);
  }
  if (card?.type === 'receipt' && message.text.includes((card as ReceiptCard).query_code)) {
    return message.text.split('\n')[0] ?? '';
  }
  return message.text;
}

/** The choices to show at first: all, or the first eight of many. */
export function firstChoices(choices: readonly Choice[]): Choice[] {
  return choices.length <= MOST_CHOICES ? [...choices] : choices.slice(0, MOST_CHOICES - 1);
}

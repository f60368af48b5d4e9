import type { ChatMessage } from '../../api/chat';
import { speakerOf } from './timeline';

/** True for the notice of the personal information law (个人信息保护法 第17条), with which every conversation begins. */
export function isNotice(message: ChatMessage): boolean {
  return speakerOf(message) === 'bot' && (message.custom?.type === 'notice' || message.text.includes('个人信息保护法'));
}

/** The notice as the office gave it at the beginning of this conversation. */
export function noticeText(messages: readonly ChatMessage[]): string {
  return messages.find(isNotice)?.text ?? '对话还没有打开，请稍等。';
}

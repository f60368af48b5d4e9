/** The list of messages on the screen: every message once, in the order in which it came. */

import type { ChatMessage, Speaker } from '../../api/chat';
import type { Outgoing } from './outbox';

export function speakerOf(message: ChatMessage): Speaker {
  return message.speaker ?? 'bot';
}

/** The list with the new messages behind it; those already there are kept as they are. */
export function appended(list: readonly ChatMessage[], incoming: readonly ChatMessage[]): ChatMessage[] {
  const known = new Set(list.map((message) => message.id));
  const fresh = incoming.filter((message) => !known.has(message.id) && (known.add(message.id), true));
  return fresh.length ? [...list, ...fresh] : [...list];
}

/** The citizen's own message as a line of the conversation, once the office has answered it. */
export function delivered(list: readonly ChatMessage[], item: Outgoing, id?: string): ChatMessage[] {
  if (list.some((message) => message.client_message_id === item.client_message_id)) return [...list];
  return [
    ...list,
    {
      id: id ?? `own-${item.client_message_id}`,
      text: item.shown,
      speaker: 'citizen',
      client_message_id: item.client_message_id,
    },
  ];
}

/** True while the choices of the message at this place may be used: nothing was said after it. */
export function choicesOpen(list: readonly ChatMessage[], index: number, somethingOnItsWay: boolean): boolean {
  return !somethingOnItsWay && !list.slice(index + 1).some((message) => speakerOf(message) === 'citizen');
}

/** The label of the choice that was taken from the message at this place, if one was. */
export function chosenLabel(list: readonly ChatMessage[], index: number): string | null {
  const labels = (list[index]?.choices ?? []).map((choice) => choice.label);
  const reply = list.slice(index + 1).find((message) => speakerOf(message) === 'citizen');
  return reply && labels.includes(reply.text) ? reply.text : null;
}

/** Where the newest message with a card of this type is; -1 without one. */
export function newestCard(list: readonly ChatMessage[], type: string): number {
  for (let index = list.length - 1; index >= 0; index -= 1) {
    if (list[index]?.custom?.type === type) return index;
  }
  return -1;
}

/** True when this message is on the screen already, be it as our own unsent or just sent words. */
export function isKnown(list: readonly ChatMessage[], box: readonly Outgoing[], message: ChatMessage): boolean {
  const own = message.client_message_id;
  if (own && box.some((item) => item.client_message_id === own)) return true;
  return list.some((shown) => shown.id === message.id || (Boolean(own) && shown.client_message_id === own));
}

/** Reading a message aloud with the phone's own voice; nothing is sent anywhere. */

import { ref } from 'vue';

export const canSpeak = typeof window !== 'undefined' && 'speechSynthesis' in window && 'SpeechSynthesisUtterance' in window;

/** The id of the message that is being read. */
export const speaking = ref<string | null>(null);

export function speak(id: string, text: string): void {
  stopSpeaking();
  if (!canSpeak) return;
  const words = new SpeechSynthesisUtterance(text);
  words.lang = 'zh-CN';
  words.rate = 0.85;
  words.onend = words.onerror = () => {
    if (speaking.value === id) speaking.value = null;
  };
  speaking.value = id;
  window.speechSynthesis.speak(words);
}

export function stopSpeaking(): void {
  speaking.value = null;
  if (canSpeak) window.speechSynthesis.cancel();
}

/** 长辈版: larger letters, larger targets, high contrast; remembered on this phone (facts.md §6.4). */

import { computed, ref, watch } from 'vue';
import { shelf } from './storage';

export const elder = ref(shelf.read<boolean>('elder') === true);
export const largest = ref(shelf.read<boolean>('elder.largest') !== false);
const sizeClass = computed(() => (elder.value ? (largest.value ? 'elder elder-30' : 'elder elder-24') : ''));

watch(
  sizeClass,
  (name) => {
    if (typeof document !== 'undefined') document.documentElement.className = name;
  },
  { immediate: true },
);

export function toggleElder(): void {
  elder.value = !elder.value;
  shelf.write('elder', elder.value);
}

export function toggleLargest(): void {
  largest.value = !largest.value;
  shelf.write('elder.largest', largest.value);
}

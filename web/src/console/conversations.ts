import { useQuery } from '@tanstack/vue-query';
import { computed, type Ref } from 'vue';
import { answered, office } from './office';

const EVERY_MS = 5000;

/** How many people wait for a human, asked again every five seconds while somebody may answer them. */
export function useWaiting(may: Ref<boolean>) {
  const asked = useQuery({
    queryKey: ['conversations'],
    queryFn: () => answered(office.GET('/api/conversations', { params: { query: { waiting: false } } })),
    enabled: may,
    refetchInterval: EVERY_MS,
  });
  const list = computed(() => asked.data.value ?? []);
  const waiting = computed(() => list.value.filter((one) => one.waiting_since && !one.taken_at).length);
  const danger = computed(() => list.value.some((one) => one.danger && !one.taken_at));
  return { list, waiting, danger, asked };
}

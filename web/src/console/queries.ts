import { QueryClient } from '@tanstack/vue-query';
import { OfficeError } from './office';

/** Reads are tried once more when the connection failed, never when the office said no. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 1 && !(error instanceof OfficeError && error.status > 0 && error.status < 500),
    },
  },
});

/** Calls to the office's api with the types generated from its OpenAPI description. */

import createClient from 'openapi-fetch';
import type { components, paths } from '../api/schema';

export type Schemas = components['schemas'];
export type CaseRow = Schemas['CaseRow'];
export type CaseDetail = Schemas['CaseDetail'];
export type Me = Schemas['Me'];

export const office = createClient<paths>({ baseUrl: '', credentials: 'same-origin' });

/** What the office answered instead of doing it: a sentence to show, and the clause when a rule stood against it. */
export class OfficeError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;

  constructor(status: number, code: string, message: string, fields: Record<string, string>) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

interface ErrorBody {
  error?: { code?: string; message?: string; fields?: Record<string, string> };
}

/** The answer's content; throws OfficeError for everything else. */
export async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>;
  try {
    answer = await call;
  } catch {
    throw new OfficeError(0, 'no_connection', '连不上系统，请检查网络后再试。', {});
  }
  if (answer.response.ok) return answer.data as T;
  const error = (answer.error as ErrorBody | undefined)?.error;
  throw new OfficeError(
    answer.response.status,
    error?.code ?? 'unknown',
    error?.message ?? '系统没有办成这一步，请稍后再试。',
    error?.fields ?? {},
  );
}

/** The sentence to show for any failure. */
export function wordsOf(error: unknown): string {
  return error instanceof OfficeError ? error.message : '出了点问题，请刷新页面再试。';
}

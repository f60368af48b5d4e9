/** A fetch of a few lines: JSON in, JSON out, the office's error sentence kept. */

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string>;
  readonly retryAfterSeconds: number | null;

  constructor(status: number, code: string, message: string, fields: Record<string, string>, retry: number | null) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
    this.retryAfterSeconds = retry;
  }

  /** True when the same request may succeed later: no connection, too many, busy, the house restarting. */
  get passing(): boolean {
    return this.status === 0 || this.status === 409 || this.status === 429 || this.status >= 500;
  }

  /** True when the session is over and a new one is needed. */
  get sessionGone(): boolean {
    return this.status === 401 || this.status === 404;
  }
}

export const NO_CONNECTION = '网络不通，请检查手机的网络';

export function connectionLost(): ApiError {
  return new ApiError(0, 'no_connection', NO_CONNECTION, {}, null);
}

interface ErrorBody {
  error?: { code?: string; message?: string; fields?: Record<string, string> };
}

/** The error that a response of status ≥ 400 stands for, in words a citizen can read. */
export function errorFrom(status: number, body: unknown, retryAfter: string | null): ApiError {
  const error = (body as ErrorBody | null)?.error;
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new ApiError(
    status,
    error?.code ?? 'unknown',
    error?.message ?? (status >= 500 ? '系统正忙，请稍等一会儿再试' : '没有办成，请再试一次'),
    error?.fields ?? {},
    Number.isFinite(seconds) ? seconds : null,
  );
}

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'DELETE' | 'PUT';
  token?: string;
  body?: unknown;
  timeoutMs?: number;
}

/** Calls the api and returns its JSON; throws ApiError for everything else, a broken connection included. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (options.token) headers['Authorization'] = `Bearer ${options.token}`;
  const init: RequestInit = { method: options.method ?? 'GET', headers, credentials: 'same-origin', cache: 'no-store' };
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  const timer = new AbortController();
  init.signal = timer.signal;
  const alarm = setTimeout(() => timer.abort(), options.timeoutMs ?? 30_000);
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(path, init);
    const text = await response.text();
    body = text ? parsed(text) : null;
  } catch {
    throw connectionLost();
  } finally {
    clearTimeout(alarm);
  }
  if (!response.ok) throw errorFrom(response.status, body, response.headers.get('Retry-After'));
  return body as T;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

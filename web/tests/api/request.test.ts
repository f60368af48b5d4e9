import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, NO_CONNECTION, errorFrom, request } from '../../src/api/request';

afterEach(() => vi.unstubAllGlobals());

async function failure(answer: () => Promise<Response>): Promise<ApiError> {
  vi.stubGlobal('fetch', answer);
  return request('/api/x').then(
    () => Promise.reject(new Error('no failure')),
    (error: ApiError) => error,
  );
}

describe('a call', () => {
  it('gives the office’s own sentence and when to come back', async () => {
    const body = JSON.stringify({ error: { code: 'too_many', message: '请慢一点。', fields: {} } });
    const error = await failure(async () => new Response(body, { status: 429, headers: { 'Retry-After': '7' } }));
    expect(error).toMatchObject({ status: 429, message: '请慢一点。', retryAfterSeconds: 7, passing: true });
  });

  it('is lost, not refused, without a connection', async () => {
    const error = await failure(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(error).toMatchObject({ status: 0, message: NO_CONNECTION, passing: true, sessionGone: false });
  });

  it('tells apart what will pass, what is refused and what is over', () => {
    const passing = [0, 409, 429, 500, 502, 503, 504].map((status) => errorFrom(status, null, null).passing);
    expect(passing.every(Boolean)).toBe(true);
    expect([400, 413, 422].map((status) => errorFrom(status, null, null).passing)).toEqual([false, false, false]);
    expect([401, 404].map((status) => errorFrom(status, null, null).sessionGone)).toEqual([true, true]);
  });

  it('never shows a proxy’s error page', async () => {
    const error = await failure(async () => new Response('<html>502 Bad Gateway</html>', { status: 502 }));
    expect(error.message).toBe('系统正忙，请稍等一会儿再试');
  });

  it('carries the token and the body', async () => {
    const seen: RequestInit[] = [];
    vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
      seen.push(init);
      return new Response('{"ok":true}');
    });
    expect(await request('/api/x', { method: 'POST', token: 'secret', body: { a: 1 } })).toEqual({ ok: true });
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"a":1}' });
    expect(seen[0]?.headers).toMatchObject({ Authorization: 'Bearer secret' });
  });
});

import { describe, expect, it } from 'vitest';
import { Shelf, workingStorage, type KeyValue } from '../../src/chat/state/storage';

class Drawer implements KeyValue {
  kept = new Map<string, string>();
  full = false;
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => {
    if (this.full) throw new Error('QuotaExceededError');
    this.kept.set(key, value);
  };
  removeItem = (key: string): void => void this.kept.delete(key);
}

describe('what the page keeps', () => {
  it('comes back after a reload', () => {
    const drawer = new Drawer();
    new Shelf(workingStorage(() => drawer)).write('unsent', '我想反映');
    expect(new Shelf(workingStorage(() => drawer)).read('unsent')).toBe('我想反映');
  });

  it('lives in memory where storage is forbidden', () => {
    const shelf = new Shelf(
      workingStorage(() => {
        throw new Error('SecurityError');
      }),
    );
    shelf.write('session', { session_id: '1', token: 't' });
    expect(shelf.read('session')).toEqual({ session_id: '1', token: 't' });
    shelf.remove('session');
    expect(shelf.read('session')).toBeNull();
  });

  it('does not stop the page when the storage is full or holds rubbish', () => {
    const drawer = new Drawer();
    drawer.kept.set('petition.outbox', '{broken');
    const shelf = new Shelf(drawer);
    expect(shelf.read('outbox')).toBeNull();
    drawer.full = true;
    expect(() => shelf.write('unsent', '字')).not.toThrow();
  });
});

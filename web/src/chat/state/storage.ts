/** What the page keeps on the phone. Storage may be forbidden (private mode, embedded page): then memory has to do. */

export interface KeyValue {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

class Memory implements KeyValue {
  private readonly kept = new Map<string, string>();
  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }
  removeItem(key: string): void {
    this.kept.delete(key);
  }
}

/** The browser's storage if it really keeps what is written, else memory. */
export function workingStorage(browser: () => KeyValue): KeyValue {
  try {
    const storage = browser();
    storage.setItem('petition.probe', '1');
    const works = storage.getItem('petition.probe') === '1';
    storage.removeItem('petition.probe');
    return works ? storage : new Memory();
  } catch {
    return new Memory();
  }
}

/** JSON values under one prefix; a full or broken storage never stops the page. */
export class Shelf {
  private readonly storage: KeyValue;
  private readonly prefix: string;

  constructor(storage: KeyValue, prefix = 'petition.') {
    this.storage = storage;
    this.prefix = prefix;
  }

  read<T>(key: string): T | null {
    try {
      const text = this.storage.getItem(this.prefix + key);
      return text === null ? null : (JSON.parse(text) as T);
    } catch {
      return null;
    }
  }

  write(key: string, value: unknown): void {
    try {
      this.storage.setItem(this.prefix + key, JSON.stringify(value));
    } catch {
      // a full storage: what is typed stays on the screen and in memory
    }
  }

  remove(key: string): void {
    try {
      this.storage.removeItem(this.prefix + key);
    } catch {
      // nothing to remove then
    }
  }
}

export const shelf = new Shelf(workingStorage(() => globalThis.localStorage));

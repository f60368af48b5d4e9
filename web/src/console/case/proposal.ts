/** The classifier's proposal as it is stored with a case (CONTRACT's predict line), read with care: it is only a guess. */

export interface Alternative {
  label: string;
  confidence: number | null;
}

export interface Guess {
  label: string;
  confidence: number | null;
  alternatives: Alternative[];
  evidence: string[];
}

export interface Flag {
  flag: string;
  confidence: number | null;
  evidence: string[];
}

export interface Proposal {
  purpose: Guess | null;
  category: Guess | null;
  unit: Guess | null;
  level: string | null;
  flags: Flag[];
  model: string | null;
  missing: string | null;
}

type Loose = Record<string, unknown>;

const isLoose = (value: unknown): value is Loose => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const share = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** Labels that are paths become one line: 劳动和社会保障 › 工资福利 › 拖欠工资. */
export function pathWords(path: unknown): string {
  return Array.isArray(path) ? path.filter(Boolean).join(' › ') : String(path ?? '');
}

function evidenceOf(value: unknown): string[] {
  const words = list(value).map((one) => (isLoose(one) ? (one['text'] ?? one['value'] ?? one['token']) : one));
  return [...new Set(words.filter((one): one is string => typeof one === 'string' && one.length > 1))];
}

function alternativeOf(value: unknown): Alternative | null {
  if (typeof value === 'string') return { label: value, confidence: null };
  if (!isLoose(value)) return null;
  const label = pathWords(value['label'] ?? value['path']);
  return label ? { label, confidence: share(value['confidence']) } : null;
}

function guessOf(value: unknown): Guess | null {
  if (!isLoose(value)) return null;
  const label = pathWords(value['path'] ?? value['label']);
  if (!label) return null;
  const alternatives = list(value['alternatives']).map(alternativeOf);
  return {
    label,
    confidence: share(value['confidence']),
    alternatives: alternatives.filter((one): one is Alternative => one !== null && one.label !== label),
    evidence: evidenceOf(value['evidence']),
  };
}

export function readProposal(raw: unknown): Proposal {
  const said = isLoose(raw) ? raw : {};
  const sensitivity = isLoose(said['sensitivity']) ? said['sensitivity'] : {};
  const flags = list(sensitivity['flags']).filter(isLoose);
  return {
    purpose: guessOf(said['purpose']),
    category: guessOf(said['category']),
    unit: guessOf(said['unit']),
    level: typeof sensitivity['level'] === 'string' ? sensitivity['level'] : null,
    flags: flags.map((one) => ({
      flag: String(one['flag'] ?? ''),
      confidence: share(one['confidence']),
      evidence: evidenceOf(one['evidence']),
    })),
    model: typeof said['model'] === 'string' ? said['model'] : null,
    missing: typeof said['missing'] === 'string' ? said['missing'] : null,
  };
}

export interface Mark {
  words: string;
  /** what this piece of the story speaks for; null for plain text */
  why: string | null;
}

/** The story cut at its evidence: longest words first, nothing marked twice. */
export function marked(story: string, evidence: { words: string; why: string }[]): Mark[] {
  const owner: (string | null)[] = new Array<string | null>(story.length).fill(null);
  for (const { words, why } of [...evidence].sort((a, b) => b.words.length - a.words.length)) {
    for (let at = story.indexOf(words); words && at >= 0; at = story.indexOf(words, at + words.length)) {
      if (owner.slice(at, at + words.length).every((one) => one === null)) owner.fill(why, at, at + words.length);
    }
  }
  const pieces: Mark[] = [];
  for (let from = 0; from < story.length; ) {
    let to = from + 1;
    while (to < story.length && owner[to] === owner[from]) to += 1;
    pieces.push({ words: story.slice(from, to), why: owner[from] ?? null });
    from = to;
  }
  return pieces;
}

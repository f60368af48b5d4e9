import { describe, expect, it } from 'vitest';
import { marked, readProposal } from '../../src/console/case/proposal';
import { categoryTree, FLAGS, rows } from '../../src/console/case/taxonomy';
import { percent } from '../../src/console/shared/words';

const SAID = {
  purpose: { label: '申诉求决', confidence: 0.91, alternatives: [{ label: '检举控告', confidence: 0.05 }], evidence: ['拖欠'] },
  category: { path: ['劳动和社会保障', '工资福利', '工资发放'], confidence: 0.4, alternatives: [], evidence: [{ text: '工资' }] },
  sensitivity: { level: 'sensitive', flags: [{ flag: 'wage', confidence: 0.8, evidence: ['拖欠工资'] }] },
  unit: { label: '人力资源和社会保障局', alternatives: ['住房和城乡建设局'] },
  model: '2026-11',
};

describe('a proposal', () => {
  it('is read with its confidence, evidence and the next likely labels', () => {
    const said = readProposal(SAID);
    expect(said.purpose).toEqual({
      label: '申诉求决',
      confidence: 0.91,
      alternatives: [{ label: '检举控告', confidence: 0.05 }],
      evidence: ['拖欠'],
    });
    expect(said.category?.label).toBe('劳动和社会保障 › 工资福利 › 工资发放');
    expect(said.unit).toMatchObject({ confidence: null, alternatives: [{ label: '住房和城乡建设局', confidence: null }] });
    expect(said.flags[0]?.flag).toBe('wage');
  });

  it('may be missing without stopping the page', () => {
    for (const raw of [null, undefined, {}, { purpose: null, sensitivity: 'x', category: { path: [] } }]) {
      const said = readProposal(raw);
      expect([said.purpose, said.category, said.unit, said.flags]).toEqual([null, null, null, []]);
    }
    expect(readProposal({ missing: '还没有模型' }).missing).toBe('还没有模型');
  });
});

describe('evidence in the story', () => {
  const words = (story: string, evidence: [string, string][]): string =>
    marked(story, evidence.map(([one, why]) => ({ words: one, why })))
      .map((piece) => (piece.why ? `[${piece.why}:${piece.words}]` : piece.words))
      .join('');

  it('is marked where it stands, the longer words first', () => {
    expect(words('他拖欠工资，一直拖欠', [['拖欠', '目的'], ['拖欠工资', '敏感']])).toBe('他[敏感:拖欠工资]，一直[目的:拖欠]');
  });

  it('leaves the story as it was told', () => {
    const story = '第一行\n<script>alert(1)</script> 第二行';
    expect(marked(story, [{ words: 'script', why: '分类' }]).map((piece) => piece.words).join('')).toBe(story);
    expect(marked(story, [{ words: '', why: '分类' }])).toHaveLength(1);
  });
});

describe('the lists built in', () => {
  it('make a tree of three levels', () => {
    const [first] = categoryTree('code,level,category1,category2,category3\n01,1,甲,,\n0101,2,甲,乙,\n010101,3,甲,乙,丙\n');
    expect(first?.children[0]?.children[0]).toMatchObject({ value: '甲/乙/丙', label: '丙' });
  });

  it('are the office’s own', () => {
    expect(categoryTree().length).toBeGreaterThanOrEqual(15);
    expect(FLAGS.every((one) => one.flag && one.name)).toBe(true);
    expect(rows('a,b\r\n1,2')).toEqual([{ a: '1', b: '2' }]);
    expect(percent(0.876)).toBe('88%');
  });
});

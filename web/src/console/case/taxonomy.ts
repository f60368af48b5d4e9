/** The office's label lists, built in from nlu_data/taxonomy so that choosing never waits for the network. */

import categoriesCsv from '../../../../nlu_data/taxonomy/content_categories.csv?raw';
import sensitivityCsv from '../../../../nlu_data/taxonomy/sensitivity.csv?raw';

export interface CategoryNode {
  /** the path of names with "/" between, as a case stores it */
  value: string;
  label: string;
  children: CategoryNode[];
}

/** The lines of a CSV file without quoted commas, by the names of its header. */
export function rows(csv: string): Record<string, string>[] {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const names = head.replace(/^\uFEFF/, '').split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, place) => [name, cells[place] ?? '']));
  });
}

/** The three levels of 内容分类 as a tree. */
export function categoryTree(csv: string = categoriesCsv): CategoryNode[] {
  const all = new Map<string, CategoryNode>();
  const roots: CategoryNode[] = [];
  for (const row of rows(csv)) {
    const path = [row['category1'], row['category2'], row['category3']].filter((name): name is string => Boolean(name));
    const node: CategoryNode = { value: path.join('/'), label: path[path.length - 1] ?? '', children: [] };
    all.set(node.value, node);
    (all.get(path.slice(0, -1).join('/'))?.children ?? roots).push(node);
  }
  return roots;
}

export const FLAGS = rows(sensitivityCsv).map((row) => ({ flag: row['flag'] ?? '', name: row['name'] ?? '' }));

export function flagName(flag: string): string {
  return FLAGS.find((one) => one.flag === flag)?.name ?? flag;
}

/** Line coverage of many test files, each measured in a process of its own, added up. */
import { relative } from 'node:path';

/** As node:test reports it for one source file. */
export interface CoverageFile {
  readonly path: string;
  readonly lines: readonly { line: number; count: number }[];
}

export class Coverage {
  /** Source path -> line -> whether any test ran it. */
  #files = new Map<string, Map<number, boolean>>();

  add(files: readonly CoverageFile[]): void {
    for (const { path, lines } of files) {
      const known = this.#files.get(path) ?? new Map<number, boolean>();
      for (const { line, count } of lines) known.set(line, known.get(line) === true || count > 0);
      this.#files.set(path, known);
    }
  }

  /** One line a folder of the second level (`core/bytes`), then one for everything. */
  report(root: string): string[] {
    const folders = new Map<string, { lines: number; hit: number }>();
    for (const [path, lines] of this.#files) {
      const folder = relative(root, path).split('/').slice(0, -1).slice(0, 2).join('/');
      for (const name of [folder, 'all']) {
        const sum = folders.get(name) ?? { lines: 0, hit: 0 };
        sum.lines += lines.size;
        for (const hit of lines.values()) if (hit) sum.hit += 1;
        folders.set(name, sum);
      }
    }
    const order = (name: string) => (name === 'all' ? '~' : name);
    return [...folders]
      .sort(([a], [b]) => (order(a) < order(b) ? -1 : 1))
      .map(([name, { lines, hit }]) => {
        const share = ((hit / lines) * 100).toFixed(1).padStart(5);
        return `  ${name.padEnd(24)} ${share} %  ${hit} of ${lines} lines`;
      });
  }
}

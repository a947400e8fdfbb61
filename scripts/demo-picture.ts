/**
 * Draws what one round of the demo prints as docs/demo.svg: `node scripts/demo-picture.ts`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDemo } from '../demo/index.ts';
import { protocols } from '../proxies/index.ts';

const font_px = 13;
const char_px = font_px * 0.602;
const line_px = 18;
const margin_px = 18;
const bar_px = 30;
const colours: Readonly<Record<string, string>> = {
  '31': '#f47067',
  '32': '#57ab5a',
  '33': '#c69026',
  '90': '#768390',
};
const text = '#adbac7';

const escapeXml = (raw: string) =>
  raw.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** One line with ANSI colours as spans at their columns. */
function spans(line: string): string {
  let column = 0;
  let style = '';
  let out = '';
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    const code = /^\u001b\[(\d+)m$/.exec(part)?.[1];
    if (code !== undefined) {
      style =
        code === '1'
          ? ' font-weight="bold" fill="#f0f6fc"'
          : colours[code]
            ? ` fill="${colours[code]}"`
            : '';
      continue;
    }
    // Wide gaps are columns of a table; a picture does not keep spaces.
    for (const run of part.matchAll(/\S+(?: \S+)*/g)) {
      const x = (margin_px + (column + run.index) * char_px).toFixed(1);
      out += `<tspan x="${x}"${style}>${escapeXml(run[0])}</tspan>`;
    }
    column += part.length;
  }
  return out;
}

function picture(lines: readonly string[]): string {
  const bare = lines.map((line) => line.replace(/\u001b\[\d+m/g, ''));
  const columns = Math.max(...bare.map((line) => line.length));
  const width = Math.ceil(columns * char_px + 2 * margin_px);
  const height = bar_px + lines.length * line_px + margin_px;
  const rows = lines.map((line, index) => {
    const y = bar_px + (index + 1) * line_px;
    return line.trim() === '' ? '' : `<text y="${y}">${spans(line)}</text>\n`;
  });
  const dots = ['#f47067', '#c69026', '#57ab5a'].map(
    (fill, index) => `<circle cx="${margin_px + index * 18}" cy="15" r="5" fill="${fill}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>Terminal of the Tidegate demo: the same data read straight and through the gate</title>
<rect width="${width}" height="${height}" rx="8" fill="#22272e"/>
${dots.join('')}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${font_px}" fill="${text}">
${rows.join('')}</g>
</svg>
`;
}

const lines: string[] = ['$ npm run demo', ''];
const isRight = await runDemo({
  protocols,
  once: true,
  seed: 20_261_124,
  colour: true,
  out: (line) => lines.push(line),
  signal: new AbortController().signal,
});
if (!isRight) throw new Error('the demo did not show what it should');
writeFileSync(join(import.meta.dirname, '../docs/demo.svg'), picture(lines));
process.exit(0);

/** Results as JUnit XML, as CI servers read it. */
import type { CaseResult } from './test.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Escapes a text, and leaves out characters that XML 1.0 cannot hold. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (char) => entities[char]);

export function junit(results: readonly CaseResult[]): string {
  const failures = results.filter(({ passed }) => !passed).length;
  const cases = results.map(({ name, passed, detail }) => {
    const head = `    <testcase classname="tidegate" name="${escaped(name)}"`;
    if (passed) return `${head}/>`;
    return `${head}>\n      <failure message="${escaped(detail)}"/>\n    </testcase>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${results.length}" failures="${failures}">
  <testsuite name="tidegate" tests="${results.length}" failures="${failures}">
${cases.join('\n')}
  </testsuite>
</testsuites>
`;
}

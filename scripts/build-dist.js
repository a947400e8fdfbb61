// Makes dist/: the compiled code with declarations, and the files that the code reads at run time,
// each at the same place relative to its module. Expects the kernels to be built.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const folders = ['core', 'proxies', 'observe', 'console', 'cli', 'testing', 'demo'];
const assets = '{wasm,yaml,html,css,svg,png,ico,js,json,proto,avsc}';
const ignored = new Set(['node_modules', 'fixtures', 'assembly']);

const wasm = join(root, 'core/kernels/build/kernels.wasm');
if (!existsSync(wasm)) {
  console.error('build-dist: the kernels are missing; run `npm run build`');
  process.exit(1);
}
rmSync(dist, { recursive: true, force: true });
execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
const patterns = folders.map((folder) => `${folder}/**/*.${assets}`);
const files = globSync(patterns, { cwd: root, exclude: (path) => ignored.has(basename(path)) });
for (const file of files) cpSync(join(root, file), join(dist, file));
console.log(
  `build-dist: ${globSync('**/*.js', { cwd: dist }).length} modules, ${files.length} assets`,
);

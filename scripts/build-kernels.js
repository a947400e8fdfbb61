// Compiles core/kernels/assembly/ to core/kernels/build/*.wasm: once with relaxed SIMD, once without;
// core/kernels/module.ts takes the first that the engine accepts. Runs in `npm ci` (prepare), so it
// is plain JavaScript and depends on nothing but the compiler. The region addresses come from
// core/kernels/memory.ts and become compile-time constants.
import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

// memory.ts is TypeScript: a Node too old to read it hands over to the one that the project installs.
if (!process.features.typescript) {
  const node = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  const { status } = spawnSync(node, [fileURLToPath(import.meta.url)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
const { memoryPages, regions } = await import('../core/kernels/memory.ts');
const { compiledConstants } = await import('../core/kernels/constants.ts');

const common = [
  'core/kernels/assembly/index.ts',
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  '--initialMemory',
  String(memoryPages),
  '--maximumMemory',
  String(memoryPages),
  '--memoryBase',
  String(regions.STATIC.start),
  '--enable',
  'simd',
  ...Object.entries(compiledConstants()).flatMap(([name, value]) => ['--use', `${name}=${value}`]),
];

const builds = {
  'kernels-relaxed.wasm': ['--enable', 'relaxed-simd'],
  'kernels.wasm': [],
};

await mkdir(new URL('../core/kernels/build/', import.meta.url), { recursive: true });
for (const [file, options] of Object.entries(builds)) {
  const out = ['--outFile', `core/kernels/build/${file}`, '--baseDir', root];
  const { error, stderr } = await asc.main([...common, ...options, ...out]);
  if (error) {
    console.error(`${stderr.toString()}\n${error.message}`);
    process.exit(1);
  }
}

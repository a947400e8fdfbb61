// Checks what a user would install: publint's rules, the list of packed files, and the packed package
// installed into an empty folder, where its command and every entry point must load. Expects dist/.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const faults = [];

/** Only these may be packed. */
const wanted = [
  /^(package\.json|README\.md|LICENSE)$/,
  /^bin\/(tidegate|package\.json)$/,
  /^dist\/(core|proxies|observe|console|cli|testing|demo)\/.*\.(js|d\.ts|wasm|yaml|html|css|svg|png|ico|json)$/,
];
const unwanted = /\.(test|double)\.|\/fixtures\/|(^|\/)\.|\.map$/;
const needed = ['LICENSE', 'README.md', 'bin/tidegate', 'dist/core/kernels/build/kernels.wasm'];

const npm = (args, options = {}) =>
  execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });

async function checkManifest() {
  const { messages } = await publint({ pkgDir: root, strict: true, pack: false });
  for (const message of messages) faults.push(`publint: ${formatMessage(message, manifest)}`);
}

/** npm 12 prints an object with the package's name as key where older ones print a list. */
const packed = (json) => {
  const answer = JSON.parse(json);
  return Array.isArray(answer) ? answer[0] : (answer[manifest.name] ?? answer);
};

function checkFiles() {
  const { files, unpackedSize } = packed(npm(['pack', '--dry-run', '--json', '--ignore-scripts']));
  const paths = files.map(({ path }) => path);
  for (const path of paths) {
    if (!wanted.some((pattern) => pattern.test(path)) || unwanted.test(path))
      faults.push(`packed, but should not be: ${path}`);
  }
  for (const path of needed) if (!paths.includes(path)) faults.push(`not packed: ${path}`);
  console.log(`check-package: ${paths.length} files, ${Math.round(unpackedSize / 1024)} KB`);
}

function checkInstalled() {
  const folder = mkdtempSync(join(tmpdir(), 'tidegate-package-'));
  try {
    const { filename } = packed(
      npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder]),
    );
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'empty', private: true, type: 'module' }),
    );
    npm(
      [
        'install',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
        '--ignore-scripts',
        join(folder, filename),
      ],
      { cwd: folder },
    );
    const run = (command, args) =>
      execFileSync(command, args, { cwd: folder, encoding: 'utf8' }).trim();
    const version = run(join(folder, 'node_modules/.bin/tidegate'), ['version']);
    if (!version.includes(manifest.version)) faults.push(`\`tidegate version\` printed ${version}`);
    // The demo needs everything that is packed: servers, clients, the gate, its policy and kernels.
    run(join(folder, 'node_modules/.bin/tidegate'), ['demo', '--once']);
    for (const entry of Object.keys(manifest.exports)) {
      if (entry.endsWith('.json')) continue;
      const specifier = manifest.name + entry.slice(1);
      run(process.execPath, [
        '--input-type=module',
        '-e',
        `await import(${JSON.stringify(specifier)})`,
      ]);
    }
    console.log(
      `check-package: installed, version ${version}, ${Object.keys(manifest.exports).length} entry points`,
    );
  } catch (error) {
    faults.push(`installed package: ${error.message}\n${error.stderr ?? ''}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await checkManifest();
checkFiles();
checkInstalled();
for (const fault of faults) console.error(`check-package: ${fault}`);
process.exit(faults.length > 0 ? 1 : 0);

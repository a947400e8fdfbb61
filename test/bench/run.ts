/**
 * All benchmarks, or those named: `npm run bench -- mysql mongo kafka`. Prints ratios to a bare Node
 * pipe in the same run; absolute figures say more about the machine than about the gate.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const all: Record<string, () => Promise<void>> = {
  inspect: async () => (await import('./inspect.ts')).benchInspect(),
  hostile: async () => (await import('./hostile.ts')).benchHostile(),
  kernels: async () => void (await import('./kernels.ts')),
  kafka: async () => (await import('./kafka.ts')).benchKafka(rounds),
  mongo: async () => (await import('./mongo.ts')).benchMongo(rounds),
  mysql: async () => (await import('./mysql.ts')).benchMysql(rounds),
  policies: async () => (await import('./policies.ts')).benchPolicies(rounds),
};

const wanted = process.argv.slice(2);
for (const name of wanted.length > 0 ? wanted : Object.keys(all)) {
  const bench = all[name];
  if (!bench)
    throw new Error(`no such benchmark: ${name}; there are ${Object.keys(all).join(', ')}`);
  await bench();
}

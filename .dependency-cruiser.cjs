/** Who may import whom: the rooms of docs/architecture.md. A path that is not listed for a room is forbidden to it. */
const rooms = {
  net: [],
  api: [],
  snapshot: ['net'],
  capacity: ['snapshot', 'net'],
  checks: ['snapshot', 'capacity', 'net'],
  report: ['checks/(evaluate|define-check|conditions|text)', 'snapshot', 'capacity'],
  render: ['report', 'api', 'net', 'checks/(define-check|conditions)'],
  observe: ['snapshot', 'net', 'api', 'runtime'],
  kube: ['api', 'snapshot', 'observe/ports', 'controller/ports', 'runtime'],
  aws: ['snapshot', 'observe/ports', 'net', 'runtime'],
  controller: ['api', 'report', 'render', 'runtime', 'snapshot/(policy|snapshot)', 'checks/define-check'],
  runtime: ['api'],
};

const libraries = {
  net: '^ipaddr\\.js',
  api: '^zod',
  snapshot: '^(semver|smol-toml|yaml)',
  capacity: 'none',
  checks: '^semver',
  report: 'none',
  render: 'none',
  observe: 'none',
  kube: '^(@kubernetes/client-node|undici)',
  aws: '^(@aws-sdk/|@smithy/|p-queue)',
  controller: '^p-queue',
  runtime: '^(pino|@prometheus-io/client)',
};

const nodeModulesFor = { net: false, api: false, snapshot: false, capacity: false, checks: false, report: false, render: false };

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'nobody-imports-the-wiring', severity: 'error', from: { path: '^src/' }, to: { path: '^src/(main|cli)\\.ts$' } },
    { name: 'config-is-for-the-wiring', severity: 'error', from: { path: '^src/[^/]+/' }, to: { path: '^src/config\\.ts$' } },
    ...Object.entries(rooms).map(([room, allowed]) => ({
      name: `${room}-imports-only-its-neighbours`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { path: '^src/', pathNot: [`^src/${room}/`, ...allowed.map((each) => `^src/${each}(/|\\.ts$)`)] },
    })),
    ...Object.entries(libraries).map(([room, allowed]) => ({
      name: `${room}-uses-only-its-libraries`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'], pathNot: `node_modules/${allowed.replace(/^\^/, '')}` },
    })),
    ...Object.keys(nodeModulesFor).map((room) => ({
      name: `${room}-is-pure`,
      severity: 'error',
      from: { path: `^src/${room}/` },
      to: { dependencyTypes: ['core'] },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'], exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};

import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBootstrap } from '../../../src/aws/bootstrap.ts';
import type { Bootstrap } from '../../../src/snapshot/instance-sections.ts';

const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
const told = (text: string) => toBootstrap(base64(text));

const nodeConfig = (cidr: string, more = ''): string =>
  `apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster:\n    name: blue\n    cidr: ${cidr}\n${more}`;
const ipv6Config = nodeConfig('fd12:3456:789a::/108');

interface Part {
  readonly type: string;
  readonly body: string;
  readonly encoding?: string;
}

function mime(parts: readonly Part[], boundary = '==BOUNDARY=='): string {
  const written = parts.map(({ type, body, encoding }) => {
    const encoded = encoding === undefined ? '' : `Content-Transfer-Encoding: ${encoding}\n`;
    return `--${boundary}\nContent-Type: ${type}\n${encoded}\n${body}\n`;
  });
  const head = `MIME-Version: 1.0\nContent-Type: multipart/mixed;\n boundary="${boundary}"\n\n`;
  return `${head}preamble\n${written.join('')}--${boundary}--\nepilogue\n`;
}

const config = (body: string): Part => ({ type: 'application/node.eks.aws', body });

describe('no user data', () => {
  test.each([undefined, '', base64('  \n')])('is none: %j', (userData) => {
    expect(toBootstrap(userData)).toBe('none');
  });
});

describe('the NodeConfig of AL2023', () => {
  test.each([
    ['fd12:3456:789a::/108', 'ipv6'],
    ['"fd12:3456:789a::/108"', 'ipv6'],
    ['172.20.0.0/16 # of the cluster', 'ipv4'],
    ['"fd12:3456:789a::"', 'invalid'],
    ['fd12:3456:789a::/129', 'invalid'],
    ['172.20.0.0/33', 'invalid'],
    ['"{{ cidr }}"', 'invalid'],
    ['12', 'invalid'],
  ])('that names the service CIDR %s', (cidr, serviceCidr) => {
    expect(told(nodeConfig(cidr))).toEqual({ serviceCidr });
  });

  test('may be JSON, stand behind blank lines and set the number of pods', () => {
    const spec = { cluster: { cidr: 'fd00::/108' }, kubelet: { config: { maxPods: 110 } } };
    expect(told(JSON.stringify({ apiVersion: 'node.eks.aws/v1alpha1', kind: 'NodeConfig', spec }))).toEqual({
      serviceCidr: 'ipv6',
      maxPods: 110,
    });
    expect(told(`\n\n${nodeConfig('fd00::/108', '  kubelet: {config: {maxPods: 250}}\n')}`)).toEqual({
      serviceCidr: 'ipv6',
      maxPods: 250,
    });
  });

  test('that names no service CIDR tells none', () => {
    expect(told('apiVersion: node.eks.aws/v1alpha1\nspec: {}\n')).toEqual({});
    expect(told(nodeConfig(''))).toEqual({});
  });

  test('a `cidr:` elsewhere in it is not the service CIDR', () => {
    expect(told('apiVersion: node.eks.aws/v1alpha1\nspec:\n  network:\n    cidr: 10.0.0.0/16\n')).toEqual({});
  });

  test.each([
    ['with a key twice', nodeConfig('fd00::/108', '  cluster: {}\n')],
    ['without an end', 'apiVersion: node.eks.aws/v1alpha1\nspec: {cluster: {cidr: "fd00'],
    ['that is a text', 'node.eks.aws/v1alpha1'],
    ['too deep to follow', `# node.eks.aws/v1alpha1\n${'['.repeat(16_000)}`],
    ['that repeats itself by an alias', nodeConfig('&a fd00::/108', '  more: *a\n')],
  ])('%s is unreadable', (_, yaml) => {
    expect(told(yaml)).toBe('unreadable');
  });
});

describe('MIME user data', () => {
  test('has its NodeConfig among other parts', () => {
    const parts = [
      { type: 'text/x-shellscript; charset="us-ascii"', body: '#!/bin/bash\necho "cidr: 10.0.0.0/16"\n' },
      { type: 'Application/Node.EKS.aws', body: ipv6Config },
      { type: 'text/cloud-config', body: 'cidr: 10.0.0.0/16' },
    ];
    expect(told(mime(parts))).toEqual({ serviceCidr: 'ipv6' });
    expect(told(mime(parts).replaceAll('\n', '\r\n'))).toEqual({ serviceCidr: 'ipv6' });
  });

  test('of several NodeConfigs the last word counts, member by member', () => {
    const pods = 'apiVersion: node.eks.aws/v1alpha1\nspec: {kubelet: {config: {maxPods: 110}}}';
    const parts = [config(nodeConfig('172.20.0.0/16')), config(ipv6Config), config(pods)];
    expect(told(mime(parts))).toEqual({ serviceCidr: 'ipv6', maxPods: 110 });
    expect(told(mime(parts.toReversed()))).toEqual({ serviceCidr: 'ipv4', maxPods: 110 });
  });

  test('has parts in base64, and parts of parts', () => {
    const encoded = { ...config(base64(ipv6Config).replaceAll(/(.{40})/g, '$1\n')), encoding: 'Base64' };
    expect(told(mime([encoded]))).toEqual({ serviceCidr: 'ipv6' });
    const inner = {
      type: 'multipart/mixed; boundary=inner',
      body: mime([config(ipv6Config)], 'inner').split('\n\n')[1],
    };
    const body = `--inner\nContent-Type: application/node.eks.aws\n\n${ipv6Config}\n--inner--`;
    expect(told(mime([{ ...inner, body }]))).toEqual({ serviceCidr: 'ipv6' });
  });

  test('whose last part is not ended is read as far as it goes', () => {
    expect(told(mime([config(ipv6Config)]).split('--==BOUNDARY==--')[0] ?? '')).toEqual({ serviceCidr: 'ipv6' });
  });

  test('a text part is what its first line says', () => {
    const script = '#!/bin/sh\n/etc/eks/bootstrap.sh blue --ip-family ipv6';
    expect(told(mime([{ type: 'text/plain', body: script }]))).toEqual({ serviceCidr: 'ipv6' });
    expect(told(mime([{ type: 'text/plain', body: 'hello' }]))).toEqual({});
  });

  test.each([
    ['a packed part', [config(ipv6Config), { ...config(base64(gzipSync(ipv6Config))), encoding: 'base64' }]],
    ['an encoding of another kind', [{ ...config(ipv6Config), encoding: 'quoted-printable' }]],
    ['a NodeConfig that is none', [config(ipv6Config), config('{')]],
    ['a part of parts without a boundary', [{ type: 'multipart/mixed', body: '' }]],
  ])('with %s is unreadable as a whole: it may have the last word', (_, parts) => {
    expect(told(mime(parts))).toBe('unreadable');
  });

  test('of other types may be encoded as it likes', () => {
    const packed = { type: 'text/cloud-config', body: base64(gzipSync('x')), encoding: 'base64' };
    expect(told(mime([packed, config(ipv6Config)]))).toEqual({ serviceCidr: 'ipv6' });
  });

  test('in itself for ever is given up on', () => {
    const nested = Array.from({ length: 9 }, (_, index) => index).reduceRight(
      (body, index) => `Content-Type: multipart/mixed; boundary=b${index}\n\n--b${index}\n${body}\n--b${index}--`,
      `Content-Type: application/node.eks.aws\n\n${ipv6Config}`,
    );
    expect(told(nested)).toBe('unreadable');
  });
});

describe("AL2's script", () => {
  test.each([
    ['/etc/eks/bootstrap.sh blue --ip-family ipv6 --service-ipv6-cidr fd00::/108', { serviceCidr: 'ipv6' }],
    ['/etc/eks/bootstrap.sh blue \\\n  --ip-family=ipv4', { serviceCidr: 'ipv4' }],
    ['/etc/eks/bootstrap.sh blue --service-ipv6-cidr "$CIDR"', { serviceCidr: 'ipv6' }],
    ['/etc/eks/bootstrap.sh blue --service-ipv6-cidr 10.0.0.0/16', { serviceCidr: 'ipv4' }],
    ['/etc/eks/bootstrap.sh blue --service-ipv6-cidr nonsense', { serviceCidr: 'invalid' }],
    ["/etc/eks/bootstrap.sh blue --use-max-pods false --kubelet-extra-args '--max-pods=110'", { maxPods: 110 }],
    ['/etc/eks/bootstrap.sh blue --ip-family $FAMILY', {}],
    ['/etc/eks/bootstrap.sh blue', {}],
    ['# /etc/eks/bootstrap.sh blue --ip-family ipv4', {}],
    ['aws eks create-cluster --ip-family ipv4', {}],
  ])('%s', (command, expected) => {
    expect(told(`#!/bin/bash\nset -e\n${command}\n`)).toEqual(expected);
  });

  test('the last call counts', () => {
    const call = (family: string): string => `/etc/eks/bootstrap.sh blue --ip-family ${family}\n`;
    expect(told(`#!/bin/bash\n${call('ipv4')}${call('ipv6')}`)).toEqual({ serviceCidr: 'ipv6' });
  });
});

describe('the settings of Bottlerocket', () => {
  test.each([
    ['[settings.kubernetes]\ncluster-dns-ip = "fd00::a"\nmax-pods = 110', { serviceCidr: 'ipv6', maxPods: 110 }],
    ['[settings.kubernetes]\n"cluster-dns-ip" = \'172.20.0.10\' # DNS', { serviceCidr: 'ipv4' }],
    ['[settings]\nkubernetes.cluster-dns-ip = ["fd00::a", "fd00::b"]', { serviceCidr: 'ipv6' }],
    ['settings.kubernetes.cluster-dns-ip = "nonsense"', { serviceCidr: 'invalid' }],
    ['[settings.kubernetes]\ncluster-name = "blue"', {}],
    ['[settings.kubernetes]\n#cluster-dns-ip = "172.20.0.10"', {}],
    ['[settings.other]\ncluster-dns-ip = "172.20.0.10"', {}],
    ['[settings]\n[[settings.kubernetes]]\ncluster-dns-ip = "172.20.0.10"', {}],
    [
      '[settings.kubernetes]\nnote = """\ncluster-dns-ip = "172.20.0.10"\n"""\ncluster-dns-ip = "fd00::a"',
      { serviceCidr: 'ipv6' },
    ],
    ['[settings.kubernetes]\ncluster-dns-ip = 10', { serviceCidr: 'invalid' }],
    ['[settings.kubernetes]\ncluster-dns-ip = []', { serviceCidr: 'invalid' }],
    ['[settings.kubernetes]\n__proto__.cluster-dns-ip = "172.20.0.10"', {}],
    ['[settings.kubernetes]\ncluster-dns-ip = "fd00::a"\ncluster-dns-ip = "172.20.0.10"', 'unreadable'],
    ['[settings.kubernetes]\ncluster-dns-ip = "fd00::a', 'unreadable'],
    [`[settings.kubernetes]\nmax-pods = ${'['.repeat(5_000)}`, 'unreadable'],
  ])('%j', (toml, expected) => {
    expect(told(toml)).toEqual(expected);
  });
});

const piecesOfUserData = [
  'MIME-Version: 1.0\n',
  'Content-Type: multipart/mixed; boundary=b\n',
  '\n',
  '--b\n',
  '--b--',
  'content-type:',
  'Content-Transfer-Encoding: base64\n',
  'application/node.eks.aws\n',
  ipv6Config,
  'spec: &a {cluster: *a}\n',
  '#!/bin/sh\n',
  '/etc/eks/bootstrap.sh --ip-family ',
  '\\\n',
  '[settings.kubernetes]\n',
  'cluster-dns-ip = ',
  '"""',
  '__proto__: ',
  'constructor',
  '[',
  '{',
  '!!js/function ',
  '<<: ',
  '\t',
  '\r',
  '\0',
  '\u{202E}',
  '💥',
];

function isBootstrap(found: Bootstrap): boolean {
  if (typeof found === 'string') return found === 'none' || found === 'unreadable';
  const { serviceCidr = 'ipv6', maxPods = 1, ...rest } = found;
  const isFamily = ['ipv4', 'ipv6', 'invalid'].includes(serviceCidr);
  return isFamily && Number.isInteger(maxPods) && Object.keys(rest).length === 0;
}

describe('hostile user data', () => {
  test.each([
    ['no base64', '%%%'],
    ['cut base64', 'abcde'],
    ['packed', base64(gzipSync(ipv6Config))],
    ['of no known kind', base64('hello')],
    ['with bytes that are no text', base64(new Uint8Array([...Buffer.from('#!/bin/sh\n'), 0xff]))],
    ['longer than EC2 takes', base64(`#!${'x'.repeat(32_768)}`)],
  ])('%s is unreadable', (_, userData) => {
    expect(toBootstrap(userData)).toBe('unreadable');
  });

  test('settles for three kinds of answer, whatever the bytes and however they look like user data', () => {
    const word = fc.constantFrom(...piecesOfUserData);
    const texts = fc.array(fc.oneof(word, fc.string()), { maxLength: 60 }).map((words) => base64(words.join('')));
    const bytes = fc.uint8Array({ maxLength: 2_048 }).map((each) => base64(each));
    fc.assert(
      fc.property(fc.oneof(texts, bytes, fc.string()), (userData) => {
        expect(isBootstrap(toBootstrap(userData))).toBe(true);
      }),
      { numRuns: 1_000, seed: 20_261_124 },
    );
  });

  test.each([
    ['headers', `MIME-Version: 1.0\n${'x: y\n '.repeat(2_500)}`],
    ['boundaries', `Content-Type: multipart/mixed; boundary=b\n\n${'--b\n'.repeat(4_000)}`],
    ['spaces', `Content-Type: multipart/mixed;${' '.repeat(16_000)}`],
    ['arguments', `#!/bin/sh\n${'bootstrap.sh --ip-family '.repeat(600)}`],
    ['backslashes', `#!/bin/sh\n${'\\\n'.repeat(8_000)}`],
    ['indentation', `${' '.repeat(12_000)}x settings`],
    ['aliases', `node.eks.aws/: &a [${'*a,'.repeat(5_000)}]`],
    ['braces', `# node.eks.aws/\n${'{a: '.repeat(4_000)}`],
  ])('of many %s takes no second', (_, text) => {
    const start = performance.now();
    told(text);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

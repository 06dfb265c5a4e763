import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  argumentOf,
  containerFacts,
  imageFacts,
  repositoryName,
} from '../../../../src/snapshot/facts/container-facts.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('the version of an image (F71)', () => {
  test.each([
    ['602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.21.1-eksbuild.1', '1.21.1'],
    ['public.ecr.aws/eks/aws-load-balancer-controller:v2.14.1', '2.14.1'],
    ['registry.example.com:5000/mirror/aws-load-balancer-controller:2.14.1', '2.14.1'],
    ['amazon-k8s-cni:v1.10.1-rc1', '1.10.1-rc1'],
  ])('of %s is %s', (image, version) => {
    expect(imageFacts(image)).toEqual({ image, version });
  });

  test.each([
    `registry.example.com/amazon-k8s-cni@${digest}`,
    `registry.example.com/amazon-k8s-cni:v1.21.1@${digest}`,
    'amazon-k8s-cni@sha256:1.21.1',
    'registry.example.com:5000/amazon-k8s-cni',
    'amazon-k8s-cni',
    'amazon-k8s-cni:latest',
    'amazon-k8s-cni:v1.21',
    'amazon-k8s-cni:v1.21.1_custom',
    'amazon-k8s-cni:V1.21.1',
    'amazon-k8s-cni:20260101',
    ':v1.21.1',
    '',
  ])('of %j is not guessed', (image) => {
    expect(imageFacts(image)).toEqual({ image });
  });

  test('of an endless or disguised image is not guessed', () => {
    expect(imageFacts(`${'x'.repeat(4096)}:v1.2.3`)).toEqual({ image: 'x'.repeat(512) });
    expect(imageFacts('amazon-k8s-cni:v1.\u202e21.1')).toEqual({ image: 'amazon-k8s-cni:v1.21.1' });
    expect(imageFacts(7)).toEqual({ image: '' });
  });

  test('takes no time that grows with more than the length of the text', () => {
    const started = performance.now();
    imageFacts(`a/${':'.repeat(500_000)}`);
    imageFacts(`a:v1.2.3-${'1.'.repeat(250_000)}x`);
    expect(performance.now() - started).toBeLessThan(200);
  });

  test('a repository keeps its name behind ports, paths, tags and digests', () => {
    expect(repositoryName({ image: 'registry:5000/mirror/amazon-k8s-cni:v1.21.1' })).toBe('amazon-k8s-cni');
    expect(repositoryName({ image: `registry:5000/mirror/amazon-k8s-cni@${digest}` })).toBe('amazon-k8s-cni');
    expect(repositoryName({ image: '' })).toBe('');
  });
});

describe('a container', () => {
  test('has its command before its arguments', () => {
    const facts = containerFacts({ name: 'c', image: 'i', command: ['/controller'], args: ['--a=b', 7] });
    expect(facts.args).toEqual(['/controller', '--a=b']);
  });

  test('has its environment by name, the last entry of a name winning', () => {
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
      { name: 'EMPTY' },
      { name: 'KEY', valueFrom: { configMapKeyRef: { name: 'amazon-vpc-cni', key: 'k', optional: true } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      { name: 'OTHER', value: '$(A)' },
      { value: 'nameless' },
      null,
    ];
    expect(containerFacts({ env }).environment).toEqual({
      A: { value: '2' },
      EMPTY: { value: '' },
      KEY: { configMap: 'amazon-vpc-cni', key: 'k', optional: true },
      NODE: { unresolvable: 'fieldRef' },
      SECRET: { unresolvable: 'secretKeyRef' },
      OTHER: { unresolvable: '$(A)' },
    });
  });

  test('says where variables come from that it does not name', () => {
    const envFrom = [{ configMapRef: { name: 'a' } }, { secretRef: { name: 'b' } }];
    expect(containerFacts({ envFrom }).environmentFrom).toEqual(['ConfigMap a', 'Secret b']);
  });

  test('a variable called __proto__ is a variable and nothing more', () => {
    const { environment } = containerFacts({ env: [{ name: '__proto__', value: 'x' }] });
    expect(Object.getPrototypeOf(environment)).toBe(Object.prototype);
    expect(Object.keys(environment)).toEqual(['__proto__']);
  });

  test('no object throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        expect(containerFacts(anything).args).toEqual(expect.any(Array));
      }),
    );
  });
});

describe('an argument', () => {
  test.each([
    [['--cluster-name=prod'], 'prod'],
    [['-cluster-name=prod'], 'prod'],
    [['--cluster-name', 'prod'], 'prod'],
    [['--cluster-name'], 'true'],
    [['--cluster-name', '--other'], 'true'],
    [['--cluster-name='], ''],
    [['--cluster-names=prod'], undefined],
    [['cluster-name=prod'], undefined],
    [[], undefined],
  ])('cluster-name of %j is %s', (args, value) => {
    expect(argumentOf(args, 'cluster-name')).toBe(value);
  });
});

import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as installed from '../../../scripts/generate/install-names.ts';
import { manifestOutputs } from '../../../scripts/generate/manifests.ts';
import { readConfig } from '../../../src/config.ts';

function manifest(path: string): unknown {
  const content = manifestOutputs().find((output) => output.path === path)?.content ?? '';
  return parseAllDocuments(content)[0]?.toJS();
}

describe('the shipped Deployment', () => {
  const deployment = manifest('config/manager/deployment.yaml');

  test('fulfils the restricted pod security standard, on a root file system it cannot write', () => {
    expect(deployment).toMatchObject({
      spec: {
        template: {
          spec: {
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
            containers: [
              {
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                },
              },
            ],
          },
        },
      },
    });
    expect(JSON.stringify(deployment)).not.toMatch(/hostNetwork|hostPID|hostPath|privileged/);
  });

  test('limits memory, with a heap that fits into it', () => {
    expect(deployment).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [
              {
                resources: { limits: { memory: '256Mi' } },
                env: expect.arrayContaining([
                  { name: 'NODE_OPTIONS', value: '--max-old-space-size=160 --max-semi-space-size=4' },
                ]),
              },
            ],
          },
        },
      },
    });
  });

  test('reaches AWS over IPv6 and never with the credentials of the node', () => {
    expect(JSON.stringify(deployment)).toContain('{"name":"AWS_USE_DUALSTACK_ENDPOINT","value":"true"}');
    expect(JSON.stringify(deployment)).toContain('{"name":"AWS_EC2_METADATA_DISABLED","value":"true"}');
  });
});

test('the manifests and the defaults of the operator agree', () => {
  expect(readConfig([], {})).toMatchObject({
    leaseNamespace: installed.namespace,
    leaseName: installed.lease,
    listenPort: installed.httpPort,
  });
});

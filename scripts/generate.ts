import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checks } from '../src/checks/index.ts';
import { checksOutputs } from './generate/checks-page.ts';
import { codesOutputs } from './generate/codes-page.ts';
import { crdOutputs } from './generate/crd.ts';
import { faultsOutputs } from './generate/faults-page.ts';
import { iamOutputs } from './generate/iam-policy.ts';
import { manifestOutputs } from './generate/manifests.ts';
import { metricsOutputs } from './generate/metrics-page.ts';
import type { Output } from './generate/output.ts';
import { permissionsOutputs } from './generate/permissions-page.ts';
import { rbacOutputs } from './generate/rbac.ts';

/** Every generated file, as it must be in the repository. */
export function allOutputs(): readonly Output[] {
  return [
    ...crdOutputs(),
    ...rbacOutputs(),
    ...iamOutputs(),
    ...manifestOutputs(),
    ...permissionsOutputs(checks),
    ...metricsOutputs(),
    ...checksOutputs(checks),
    ...codesOutputs(checks),
    ...faultsOutputs(),
  ];
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..');
  for (const { path, content } of allOutputs()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

import { describe, expect, test } from 'vitest';
import { noLustreVolumes as check } from '../../../../src/checks/addons/no-lustre-volumes.ts';
import type { FileSystemDriver, FileSystems } from '../../../../src/snapshot/workload-sections.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const volumes = (driver: FileSystemDriver, ...names: readonly string[]) => ({
  facts: { driver },
  count: names.length,
  names,
});
const efs: FileSystems = {
  drivers: ['efs.csi.aws.com'],
  volumes: [volumes('efs.csi.aws.com', 'pvc-home')],
  efsIds: [],
};

describe('ADD-001', () => {
  test('does not apply where no network file system is used', () => {
    expect(said(judge(check, { fileSystems: { drivers: [], volumes: [], efsIds: [] } }))).toEqual([
      'notApplicable',
      'NoFileSystems',
      'Neither a driver nor a volume of EFS or FSx for Lustre is there.',
    ]);
  });

  test('passes where only EFS is used', () => {
    expect(said(judge(check, { fileSystems: efs }))).toEqual([
      'pass',
      'NoLustreVolumes',
      'No PersistentVolume is of FSx for Lustre.',
    ]);
  });

  test.each(['Migrate', 'Operate'] as const)('blocks where a volume is of FSx for Lustre (%s)', (goal) => {
    const fileSystems: FileSystems = {
      drivers: [],
      volumes: [...efs.volumes, volumes('fsx.csi.aws.com', 'pvc-a')],
      efsIds: [],
    };
    const result = judge(check, { fileSystems }, { goal });
    expect(said(result)).toEqual(['blocker', 'LustreVolumesUsed', '1 PersistentVolume of FSx for Lustre: pvc-a.']);
    expect(result.resources).toEqual([{ kind: 'PersistentVolume', name: 'pvc-a' }]);
  });

  test('warns where only the driver is there', () => {
    const result = judge(check, { fileSystems: { drivers: ['fsx.csi.aws.com'], volumes: [], efsIds: [] } });
    expect(said(result)).toEqual([
      'warning',
      'LustreDriverInstalled',
      'CSIDriver fsx.csi.aws.com is installed, and no PersistentVolume uses it.',
    ]);
    expect(result.resources).toEqual([{ kind: 'CSIDriver', name: 'fsx.csi.aws.com' }]);
  });

  test('is unknown without the volumes, or with one that could not be read', () => {
    const sections = { fileSystems: denied('list,watch persistentvolumes') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: list,watch persistentvolumes.',
    ]);
    const gap = partly<'fileSystems'>(efs, '1 of the persistentvolumes could not be read');
    expect(judge(check, {}, { sections: { fileSystems: gap } }).reason).toBe('PartlyObserved');
  });
});

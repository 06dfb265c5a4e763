import { blocker, defineCheck, notApplicable, pass, warning } from '../define-check.ts';
import { countOf, listTallied, namesOf, refs, roughly, sentence } from '../text.ts';

const lustre = 'fsx.csi.aws.com';

/**
 * The driver of FSx for Lustre has no IPv6: in an IPv6 cluster its volumes cannot be mounted, so their pods never start.
 */
export const noLustreVolumes = defineCheck({
  id: 'no-lustre-volumes',
  code: 'ADD-001',
  condition: 'AddonsCompatible',
  title: 'No volume is of FSx for Lustre',
  goals: ['Migrate', 'Operate'],
  needs: ['fileSystems'],
  reasons: {
    NoLustreVolumes: pass('Other file systems are there, and none of FSx for Lustre.'),
    NoFileSystems: notApplicable('No network file system of AWS is used.'),
    LustreVolumesUsed: blocker('A PersistentVolume is of FSx for Lustre.', 'seen'),
    LustreDriverInstalled: warning('The driver of FSx for Lustre is installed, and no volume uses it.', 'absence'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://github.com/kubernetes-sigs/aws-fsx-csi-driver/issues/308', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Keep workloads on FSx for Lustre in an IPv4 cluster, or move them to another file system.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ fileSystems: { drivers, volumes } }, verdict) {
    const used = volumes.filter(({ facts }) => facts.driver === lustre);
    if (used.length > 0) {
      const text = `${roughly(countOf(used), 'PersistentVolume')} of FSx for Lustre: ${listTallied(used)}`;
      return verdict('LustreVolumesUsed', sentence([text]), { resources: refs('PersistentVolume', namesOf(used)) });
    }
    if (drivers.includes(lustre)) {
      const message = `CSIDriver ${lustre} is installed, and no PersistentVolume uses it.`;
      return verdict('LustreDriverInstalled', message, { resources: refs('CSIDriver', [lustre]) });
    }
    return drivers.length + volumes.length > 0
      ? verdict('NoLustreVolumes', 'No PersistentVolume is of FSx for Lustre.')
      : verdict('NoFileSystems', 'Neither a driver nor a volume of EFS or FSx for Lustre is there.');
  },
});

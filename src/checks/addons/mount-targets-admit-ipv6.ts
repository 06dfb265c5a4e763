import type { SecurityGroup, SecurityGroupRule } from '../../snapshot/firewall-sections.ts';
import { defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { count, listNames, refs } from '../text.ts';

const nfsPort = 2049;
const tcp = '6';
const everyProtocol = '-1';

/**
 * Nodes mount EFS over IPv4 as long as a mount target has no IPv6 address. Once it has one, clients may choose it, and a
 * security group that opens NFS to IPv4 blocks alone lets the mount hang.
 */
export const mountTargetsAdmitIpv6 = defineCheck({
  id: 'mount-targets-admit-ipv6',
  code: 'ADD-006',
  condition: 'AddonsCompatible',
  title: 'EFS mount targets with an IPv6 address admit NFS over IPv6',
  goals: ['Migrate', 'Operate'],
  needs: ['mountTargets', 'mountTargetGroups'],
  feature: 'FileSystems',
  reasons: {
    MountTargetsAdmitIpv6: pass('No mount target has an IPv6 address that its security groups shut off.'),
    NoFileSystemUsed: notApplicable('No PersistentVolume is of EFS.'),
    MountTargetsShutToIpv6: warning(
      'A mount target has an IPv6 address, and its security groups do not let port 2049 in over IPv6.',
      'seen',
    ),
    MountTargetGroupsNotFound: unknown('A security group of a mount target was not found.'),
  },
  sources: [{ url: 'https://github.com/kubernetes-sigs/aws-efs-csi-driver/issues/1609', readOn: '2026-11-22' }],
  remediation: {
    text: 'Let TCP port 2049 in from the IPv6 blocks, or the security groups, of the nodes.',
    url: 'https://docs.aws.amazon.com/efs/latest/ug/network-access.html',
  },
  evaluate({ mountTargets, mountTargetGroups }, verdict) {
    if (mountTargets.length === 0) return verdict('NoFileSystemUsed', 'No PersistentVolume is of EFS.');
    const targets = mountTargets.flatMap((each) => each.targets).filter(({ ipv6 }) => ipv6);
    const groups = new Map(mountTargetGroups.map((group) => [group.id, group]));
    const admitting = (ids: readonly string[]): boolean => ids.some((id) => admitsNfs(groups.get(id)));
    const shut = targets.filter(({ securityGroups }) => !admitting(securityGroups));
    const untold = shut.filter(({ securityGroups }) => securityGroups.some((id) => !groups.has(id)));
    const told = shut.filter((target) => !untold.includes(target)).map(({ id }) => id);
    if (told.length > 0) {
      const message = `${count(told.length, 'mount target')} with IPv6 and without NFS over it: ${listNames(told)}.`;
      return verdict('MountTargetsShutToIpv6', message, { resources: refs('MountTarget', told) });
    }
    if (untold.length > 0) {
      const ids = untold.map(({ id }) => id);
      const message = `Security groups were not found of ${listNames(ids)}.`;
      return verdict('MountTargetGroupsNotFound', message, { resources: refs('MountTarget', ids) });
    }
    return verdict(
      'MountTargetsAdmitIpv6',
      `${count(targets.length, 'mount target')} with IPv6, all of them admit NFS.`,
    );
  },
});

function admitsNfs(group: SecurityGroup | undefined): boolean {
  return group?.rules.some((rule) => isNfs(rule) && mayBeIpv6(rule)) ?? false;
}

function isNfs({ direction, protocol, ports }: SecurityGroupRule): boolean {
  if (direction !== 'in' || (protocol !== tcp && protocol !== everyProtocol)) return false;
  return ports === undefined || (ports.from <= nfsPort && nfsPort <= ports.to);
}

/** A group serves both families; a prefix list is of one, which is not looked up for this. */
function mayBeIpv6({ ipv6Cidrs, namesGroups, prefixListIds }: SecurityGroupRule): boolean {
  return ipv6Cidrs.length > 0 || namesGroups || prefixListIds.length > 0;
}

import semver from 'semver';
import { nodeSubnets } from '../../capacity/node-headroom.ts';
import { byGoal, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { nodeSubnetReasons, unjudgedNodeSubnets } from '../node-subnets.ts';
import { taggedSubnets } from '../tagged-subnets.ts';
import { count, listNames, refs } from '../text.ts';
import { unfinishedRollout, versionOfImage, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

const firstToExclude = '1.22.0';

/**
 * A tag can keep pods out of the subnet of their node. The VPC CNI then takes a second network interface in another subnet
 * for them, which needs more permissions than the prefix of the primary one, and with IPv6 is rarely what was meant.
 */
export const nodeSubnetsKeepPrimaryInterfaces = defineCheck({
  id: 'node-subnets-keep-primary-interfaces',
  code: 'CNI-008',
  condition: 'VpcCniReady',
  title: 'No node subnet is tagged to keep pods off the primary network interface',
  goals: ['Migrate', 'Operate'],
  needs: ['vpcCni', 'nodes', 'subnets', 'nodeGroups', 'nodeClasses'],
  reasons: {
    PrimaryInterfacesServePods: pass('No node subnet is excluded, or subnet discovery is off.'),
    PrimaryInterfacesExcluded: warning(
      'The tags of a node subnet keep pods off its primary network interfaces.',
      'seen',
    ),
    ExcludedByNewerVersions: byGoal(
      { Migrate: 'warning', Operate: 'info' },
      'The tags of a node subnet will do so with VPC CNI 1.22.0 or later.',
      'seen',
    ),
    SubnetDiscoveryUnknown: unknown('A node subnet is tagged so, and a setting that decides comes from elsewhere.'),
    VpcCniVersionUnknown: unknown('A node subnet is tagged so, and the image of the VPC CNI has no version.'),
    ...vpcCniReasons,
    ...nodeSubnetReasons,
  },
  sources: [
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/releases/tag/v1.22.1', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Remove tag `kubernetes.io/role/cni` from node subnets, or extend the policy of the VPC CNI.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html',
  },
  evaluate(sections, verdict, { policy }) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);

    const found = nodeSubnets(sections, policy.extraSubnets);
    const tagged = taggedSubnets(
      found.present.map(({ subnet }) => subnet),
      sections.vpcCni,
    );
    if (tagged.ids.length > 0 && tagged.discovery !== 'off') {
      const resources = refs('Subnet', tagged.ids);
      const listed = `${count(tagged.ids.length, 'node subnet')} tagged to keep pods out: ${listNames(tagged.ids)}`;
      if (tagged.discovery === 'unknown') {
        return verdict('SubnetDiscoveryUnknown', `${listed}; a setting of aws-node is not known.`, { resources });
      }
      const { main } = sections.vpcCni.daemonSet ?? {};
      const version = main && versionOfImage(main.image, 'amazon-k8s-cni');
      if (version === undefined) {
        const message = `${listed}; no version in image ${main?.image.image ?? '(none)'}.`;
        return verdict('VpcCniVersionUnknown', message, { resources });
      }
      return semver.lt(version, firstToExclude)
        ? verdict('ExcludedByNewerVersions', `${listed}; VPC CNI ${version} does not heed it yet.`, { resources })
        : verdict('PrimaryInterfacesExcluded', `${listed}.`, { resources });
    }
    const rollout = tagged.ids.length > 0 ? unfinishedRollout(sections.vpcCni) : undefined;
    if (rollout) return verdict(rollout.reason, rollout.message);
    const unjudged = unjudgedNodeSubnets(found, sections, policy.extraSubnets);
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    return verdict('PrimaryInterfacesServePods', 'No node subnet keeps pods off its primary network interfaces.');
  },
});

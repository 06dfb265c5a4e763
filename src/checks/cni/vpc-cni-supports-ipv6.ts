import semver from 'semver';
import type { AddonVersions } from '../../snapshot/addon-sections.ts';
import { blocker, defineCheck, pass, unknown, warning } from '../define-check.ts';
import { refs } from '../text.ts';
import { unfinishedRollout, versionOfImage, vpcCniReasons, withoutVpcCni } from '../vpc-cni-use.ts';

const firstWithIpv6 = '1.10.1';
/** Releases are upgraded to one minor version at a time. */
const mostMinorsBehind = 3;

/**
 * IPv6 came to the VPC CNI with 1.10.1; an older one gives pods no address in an IPv6 cluster. Its init container prepares
 * the node for the same family and must be of the same version. One far behind what EKS installs by default lacks years of
 * corrections for IPv6, and the way to them is long.
 */
export const vpcCniSupportsIpv6 = defineCheck({
  id: 'vpc-cni-supports-ipv6',
  code: 'CNI-001',
  condition: 'VpcCniReady',
  title: 'The VPC CNI is recent enough for IPv6',
  goals: ['Migrate', 'Operate'],
  needs: ['vpcCni', 'nodes', 'addonVersions'],
  reasons: {
    VpcCniSupportsIpv6: pass('The image of the VPC CNI is 1.10.1 or later and its init container the same.'),
    VpcCniTooOld: blocker('The image of the VPC CNI is older than 1.10.1.', 'seen'),
    InitVersionDiffers: warning('The init container has another version than the VPC CNI.', 'seen'),
    FarBehindDefault: warning(
      'The VPC CNI is more than three minor versions older than the one EKS installs by default.',
      'seen',
    ),
    DefaultVersionUnknown: unknown('EKS names no default version of the VPC CNI for this version of Kubernetes.'),
    VpcCniVersionUnknown: unknown(
      'The image of the VPC CNI has no version: a digest, no tag, or a tag that is no version.',
    ),
    ...vpcCniReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Upgrade the VPC CNI add-on one minor version at a time.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-vpc-cni.html',
  },
  evaluate(sections, verdict) {
    const missing = withoutVpcCni(sections);
    if (missing) return verdict(missing.reason, missing.message);

    const { main, init, name = 'aws-node' } = sections.vpcCni.daemonSet ?? {};
    const resources = refs('DaemonSet', [name]);
    const version = main && versionOfImage(main.image, 'amazon-k8s-cni');
    if (version === undefined) {
      return verdict('VpcCniVersionUnknown', `No version in image ${main?.image.image ?? '(none)'}.`, { resources });
    }
    if (semver.lt(version, firstWithIpv6)) {
      return verdict('VpcCniTooOld', `The VPC CNI is ${version}, older than ${firstWithIpv6}.`, { resources });
    }
    const initVersion = init ? versionOfImage(init.image, 'amazon-k8s-cni-init') : version;
    if (initVersion === undefined) {
      return verdict('VpcCniVersionUnknown', `No version in image ${init?.image.image ?? '(none)'}.`, { resources });
    }
    const rollout = unfinishedRollout(sections.vpcCni);
    if (rollout) return verdict(rollout.reason, rollout.message, { resources });
    if (initVersion !== version) {
      const message = `The VPC CNI is ${version}, its init container ${initVersion}.`;
      return verdict('InitVersionDiffers', message, { resources });
    }
    const byDefault = defaultVersionOf(sections.addonVersions);
    if (byDefault === undefined) {
      return verdict(
        'DefaultVersionUnknown',
        `The VPC CNI is ${version}; EKS names no default version to compare it with.`,
      );
    }
    if (isFarBehind(version, byDefault)) {
      const message = `The VPC CNI is ${version}, more than ${mostMinorsBehind} minor versions before ${byDefault}, the default of EKS.`;
      return verdict('FarBehindDefault', message, { resources });
    }
    return verdict('VpcCniSupportsIpv6', `The VPC CNI is ${version}.`);
  },
});

/** Without the number of the rebuild: `1.21.1` of `v1.21.1-eksbuild.1`. */
function defaultVersionOf(addonVersions: readonly AddonVersions[]): string | undefined {
  const { defaultVersion } = addonVersions.find(({ name }) => name === 'vpc-cni') ?? {};
  return semver.coerce(defaultVersion)?.version;
}

function isFarBehind(version: string, byDefault: string): boolean {
  if (semver.major(version) !== semver.major(byDefault)) return semver.lt(version, byDefault);
  return semver.minor(byDefault) - semver.minor(version) > mostMinorsBehind;
}

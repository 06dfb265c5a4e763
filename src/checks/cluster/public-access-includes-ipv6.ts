import { clusterSubnets } from '../../capacity/cluster-subnets.ts';
import { cidrIndex } from '../../net/cidr.ts';
import { endpointFamilies } from '../api-endpoint.ts';
import { blocker, defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { count, listNames, refs } from '../text.ts';

/**
 * The list of who may reach the public API endpoint has an IPv6 half of its own. It can stand open when only the IPv4 half was
 * restricted, shut out IPv6 clients, or, without private access, the nodes themselves.
 */
export const publicAccessIncludesIpv6 = defineCheck({
  id: 'public-access-includes-ipv6',
  code: 'CLU-004',
  condition: 'FirewallsAllowIPv6',
  title: 'Who may reach the public API endpoint is meant for both families',
  goals: ['Operate'],
  needs: ['cluster', 'subnets', 'nodeGroups', 'fargateProfiles', 'nodes'],
  reasons: {
    PublicAccessFits: pass('Both families are open, or both are restricted and nodes can reach the endpoint.'),
    PublicAccessOff: notApplicable('The API endpoint has no public access.'),
    Ipv4OnlyEndpoint: notApplicable('The endpoint has IPv4 addresses only, and its list takes no IPv6 blocks.'),
    PublicAccessUnknown: unknown('EKS does not say whether the API endpoint has public or private access.'),
    EndpointUnknown: unknown('The families of the endpoint are not known, so what the list means is not either.'),
    NodesShutOut: blocker('Private access is off, and no entry admits the IPv6 addresses of a node subnet.', 'seen'),
    OpenToAllIpv6: warning('IPv4 clients are restricted, while every IPv6 client is admitted.', 'seen'),
    OnlyIpv4Clients: info('Only IPv4 clients are admitted; clients that try IPv6 first have to fall back.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Add the IPv6 blocks of clients to `publicAccessCidrs` or turn private access on; remove a `::/0` nobody meant.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
  },
  evaluate(sections, verdict, { policy }) {
    const { name, publicAccess, privateAccess, publicAccessCidrs: cidrs, ...cluster } = sections.cluster;
    const resources = [{ kind: 'Cluster', name }];
    if (publicAccess === false) return verdict('PublicAccessOff', `Cluster ${name} has no public API endpoint.`);
    if (publicAccess === undefined || privateAccess === undefined) {
      return verdict('PublicAccessUnknown', `How the API endpoint of cluster ${name} can be reached is not known.`);
    }
    const families = endpointFamilies(cluster);
    if (families === undefined) {
      return verdict('EndpointUnknown', `Which families the API endpoint of cluster ${name} has is not known.`);
    }
    if (families === 'ipv4') {
      return verdict('Ipv4OnlyEndpoint', `The API endpoint of cluster ${name} has IPv4 addresses only.`);
    }
    const admitted = cidrIndex(cidrs.filter((cidr) => cidr.includes(':')).map((cidr) => [cidr, cidr]));
    const shutOut = clusterSubnets(sections, policy.extraSubnets).present.filter(
      ({ subnet, roles }) =>
        roles.some((role) => role !== 'ControlPlane' && role !== 'Extra') &&
        subnet.ipv6Cidrs.some((cidr) => admitted.find(cidr) === undefined),
    );
    if (!privateAccess && shutOut.length > 0) {
      const ids = shutOut.map(({ subnet }) => subnet.id);
      const message = `Without private access, the API endpoint does not admit the nodes of ${count(ids.length, 'subnet')}: ${listNames(ids)}.`;
      return verdict('NodesShutOut', message, { resources: refs('Subnet', ids) });
    }
    const ipv6 = cidrs.filter((cidr) => cidr.includes(':'));
    const openToAll = { ipv4: cidrs.includes('0.0.0.0/0'), ipv6: ipv6.includes('::/0') };
    if (openToAll.ipv6 && !openToAll.ipv4) {
      const message = `The API endpoint of cluster ${name} admits every IPv6 client, and only some IPv4 clients.`;
      return verdict('OpenToAllIpv6', message, { resources });
    }
    if (ipv6.length === 0) {
      return verdict('OnlyIpv4Clients', `The API endpoint of cluster ${name} admits no IPv6 client.`, { resources });
    }
    return verdict('PublicAccessFits', `The API endpoint of cluster ${name} admits clients of both families.`);
  },
});

import { nameLookups } from '../../capacity/name-lookups.ts';
import { ipv4Ending } from '../../capacity/way-out.ts';
import { byGoal, defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import { podRouteSections, routeReasons, routesOfPods, told } from '../routed-subnets.ts';
import { listNames, refs } from '../text.ts';

/**
 * Pods of an EKS IPv6 cluster reach IPv4 under the address of their node and need no DNS64. Where it is on, names without an
 * IPv6 address get one of NAT64: their traffic takes a NAT gateway it could do without, or hangs where no route leads to one.
 */
export const namesResolveWithoutDns64 = defineCheck({
  id: 'names-resolve-without-dns64',
  code: 'VPC-007',
  condition: 'EgressReady',
  title: 'Names that pods ask for are resolved without DNS64',
  goals: ['Migrate', 'Operate'],
  needs: [...podRouteSections, 'natGateways', 'pods', 'networkWorkloads', 'coreDns'],
  reasons: {
    Dns64Off: pass('DNS64 is on in no subnet from which names are looked up, nor in CoreDNS.'),
    Nat64RouteMissing: byGoal(
      { Migrate: 'warning', Operate: 'blocker' },
      'DNS64 is on, and a subnet of pods has no working route to NAT64.',
      'seen',
    ),
    Dns64Used: warning('DNS64 is on, and IPv4 traffic of pods takes NAT gateways by NAT64.', 'seen'),
    Nat64RouteUnclear: unknown('DNS64 is on, and what a route for NAT64 leads to is not seen.'),
    LookupsNotPlaced: unknown('DNS64 is on in a subnet of pods, and not all pods of CoreDNS were placed in a subnet.'),
    Dns64OnElsewhere: info('DNS64 is on in subnets of pods where CoreDNS does not run now.'),
    Nat64RouteUnused: info('A subnet has a route to NAT64, and DNS64 is off.'),
    ...routeReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/aws-eks-best-practices/issues/712', readOn: '2026-11-22' },
    { url: 'https://github.com/aws-ia/terraform-aws-eks-blueprints/issues/2138', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Turn DNS64 off in the subnets of nodes; where it stays on, route 64:ff9b::/96 to a NAT gateway in each.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html',
  },
  evaluate(sections, verdict, { policy, goal }) {
    const { routed, unjudged } = routesOfPods(sections, policy.extraSubnets);
    const judged = routed.map((each) => ({ ...each, nat64: ipv4Ending(each.paths.nat64, each.subnet, sections) }));
    const lookups = nameLookups(sections);
    const ofPods = new Set(routed.map(({ subnet }) => subnet.id));
    const withDns64 = sections.subnets.all.filter(({ enableDns64 }) => enableDns64).map(({ id }) => id);
    // CoreDNS of the new cluster may come to run in any of them.
    const asking = withDns64.filter((id) => lookups.subnetIds.has(id) || (goal === 'Migrate' && ofPods.has(id)));
    if (sections.coreDns.dns64 || asking.length > 0) {
      const on = sections.coreDns.dns64 ? 'plugin dns64 of CoreDNS' : `DNS64 in ${listNames(asking.toSorted())}`;
      const lost = judged.filter(({ nat64 }) => nat64 === 'lost' || nat64 === 'internet');
      if (lost.length > 0) {
        return verdict('Nat64RouteMissing', ...told(lost, `of pods without a route to NAT64, by ${on}`));
      }
      if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
      const unclear = judged.filter(({ nat64 }) => nat64 !== 'nat');
      if (unclear.length > 0) {
        return verdict('Nat64RouteUnclear', ...told(unclear, `of pods whose way to NAT64 is not seen, by ${on}`));
      }
      return verdict('Dns64Used', `IPv4 traffic of pods takes NAT64, by ${on}.`, {
        resources: refs('Subnet', asking.toSorted()),
      });
    }
    if (unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const elsewhere = routed.filter(({ subnet }) => subnet.enableDns64);
    if (withDns64.length > 0 && !lookups.complete) {
      const message = `DNS64 is on in ${listNames(withDns64.toSorted())}, and where CoreDNS runs is not known.`;
      return verdict('LookupsNotPlaced', message, { resources: refs('Subnet', withDns64.toSorted()) });
    }
    if (elsewhere.length > 0) {
      return verdict('Dns64OnElsewhere', ...told(elsewhere, 'of pods with DNS64 where CoreDNS does not run now'));
    }
    const unused = routed.filter(({ paths }) => paths.nat64.kind === 'NatGateway');
    return unused.length > 0
      ? verdict('Nat64RouteUnused', ...told(unused, 'of pods with a route to NAT64 that nothing asks for'))
      : verdict('Dns64Off', 'DNS64 is on neither where names are looked up nor in CoreDNS.');
  },
});

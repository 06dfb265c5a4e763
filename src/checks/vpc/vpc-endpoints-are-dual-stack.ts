import { isFullyPrivate } from '../../capacity/routing.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { type EndpointFit, judgedEndpoints } from '../endpoint-fit.ts';
import { podRouteSections, routeReasons, routesOfPods } from '../routed-subnets.ts';
import { count, listNames, refs, sentence } from '../text.ts';

/**
 * Pods of an IPv6 cluster reach an endpoint that has IPv4 alone by the IPv4 address of their node: it works, but security
 * groups and network policies see another address. Where nothing else leads out, everything depends on it.
 */
export const vpcEndpointsAreDualStack = defineCheck({
  id: 'vpc-endpoints-are-dual-stack',
  code: 'VPC-011',
  condition: 'EgressReady',
  title: 'VPC endpoints have IPv6 where their service has it',
  goals: ['Migrate', 'Operate'],
  needs: ['vpcEndpoints', 'endpointServices', ...podRouteSections],
  reasons: {
    EndpointsAreDualStack: pass('Every VPC endpoint in force has IPv6, or is of a service that has none.'),
    NoEndpoints: notApplicable('No interface or gateway endpoint of the VPC is in force.'),
    EndpointTypesUnknown: unknown('EC2 does not say which addresses an interface endpoint has.'),
    EndpointServicesUnknown: unknown(
      'EC2 does not list the service of an IPv4 endpoint, so what it could have is not known.',
    ),
    PrivateClusterOnIpv4Endpoints: warning(
      'The same as EndpointsOnIpv4, and no subnet of pods has a route out.',
      'seen',
    ),
    EndpointsOnIpv4: info('An endpoint, or its private names, have IPv4 alone although its service has IPv6.'),
    ...routeReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/vpc-interface-endpoints.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/vpc/latest/userguide/aws-ipv6-support.html', readOn: '2026-11-24' },
  ],
  remediation: {
    text: 'Make endpoints dual-stack where their service supports it.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/vpc-interface-endpoints.html',
  },
  evaluate(sections, verdict, { policy }) {
    const judged = judgedEndpoints(sections);
    if (judged.length === 0) return verdict('NoEndpoints', 'No interface or gateway endpoint of the VPC is in force.');
    const ofFit = (wanted: EndpointFit) => judged.filter(({ fit }) => fit === wanted).map(({ endpoint }) => endpoint);
    const named = (fit: EndpointFit) => listNames(ofFit(fit).map(({ id, service }) => `${id} (${service})`));
    const idsOf = (...fits: readonly EndpointFit[]) => fits.flatMap((fit) => ofFit(fit).map(({ id }) => id)).toSorted();
    const more = (...fits: readonly EndpointFit[]) => ({ resources: refs('VpcEndpoint', idsOf(...fits)) });

    if (ofFit('untold').length > 0) {
      return verdict('EndpointTypesUnknown', `Without an address type: ${named('untold')}.`, more('untold'));
    }
    if (ofFit('unlisted').length > 0) {
      const message = `IPv4 endpoints of services that EC2 does not list: ${named('unlisted')}.`;
      return verdict('EndpointServicesUnknown', message, more('unlisted'));
    }
    const [only, names] = [ofFit('ipv4Only').length, ofFit('ipv4Names').length];
    if (only + names === 0) {
      const limited = ofFit('limited').length;
      const aside = limited > 0 ? `, but for ${limited} whose service has no IPv6` : '';
      return verdict(
        'EndpointsAreDualStack',
        `None of ${count(judged.length, 'VPC endpoint')} has IPv4 alone${aside}.`,
      );
    }
    const { routed, unjudged } = routesOfPods(sections, policy.extraSubnets);
    const isPrivate = routed.every(({ paths }) => isFullyPrivate(paths));
    if (isPrivate && unjudged) return verdict(unjudged.reason, unjudged.message, { resources: unjudged.resources });
    const message = sentence([
      ...(only > 0 ? [`${count(only, 'endpoint')} with IPv4 alone: ${named('ipv4Only')}`] : []),
      ...(names > 0 ? [`${count(names, 'endpoint')} with IPv4 names alone: ${named('ipv4Names')}`] : []),
    ]);
    const found = more('ipv4Only', 'ipv4Names');
    return verdict(isPrivate ? 'PrivateClusterOnIpv4Endpoints' : 'EndpointsOnIpv4', message, found);
  },
});

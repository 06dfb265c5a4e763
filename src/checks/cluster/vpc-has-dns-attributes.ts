import { blocker, defineCheck, pass } from '../define-check.ts';

/**
 * Nodes find the cluster's endpoint through the resolver of the VPC, and the private endpoint is a private hosted zone: with
 * either attribute off, new nodes do not register.
 */
export const vpcHasDnsAttributes = defineCheck({
  id: 'vpc-has-dns-attributes',
  code: 'CLU-006',
  condition: 'ControlPlaneReady',
  title: 'DNS support and DNS host names of the VPC are on',
  goals: ['Migrate', 'Operate'],
  needs: ['vpcDns'],
  reasons: {
    DnsAttributesOn: pass('Both DNS attributes of the VPC are on.'),
    DnsAttributesOff: blocker('DNS support or DNS host names of the VPC are off.', 'seen'),
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Turn on DNS support and DNS host names of the VPC.',
    url: 'https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html',
  },
  evaluate({ vpcDns }, verdict) {
    const off = [...(vpcDns.support ? [] : ['enableDnsSupport']), ...(vpcDns.hostnames ? [] : ['enableDnsHostnames'])];
    return off.length === 0
      ? verdict('DnsAttributesOn', 'DNS support and DNS host names of the VPC are on.')
      : verdict('DnsAttributesOff', `Off in the VPC: ${off.join(', ')}.`);
  },
});

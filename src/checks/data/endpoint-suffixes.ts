/**
 * How host names of Kubernetes API endpoints end, by partition of AWS. Endpoints of IPv6 clusters made since October 2024 are
 * dual-stack; all others have IPv4 addresses only. The DNS suffixes are those of the AWS SDK's partitions, read on 2026-11-22;
 * the forms of the names are from https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html, read on 2026-11-22.
 */
export interface EndpointSuffixes {
  readonly dualStack: string;
  readonly ipv4: string;
}

export const endpointSuffixes: Readonly<Record<string, EndpointSuffixes>> = {
  aws: { dualStack: 'api.aws', ipv4: 'amazonaws.com' },
  'aws-cn': { dualStack: 'api.amazonwebservices.com.cn', ipv4: 'amazonaws.com.cn' },
  'aws-eusc': { dualStack: 'api.amazonwebservices.eu', ipv4: 'amazonaws.eu' },
  'aws-iso': { dualStack: 'api.aws.ic.gov', ipv4: 'c2s.ic.gov' },
  'aws-iso-b': { dualStack: 'api.aws.scloud', ipv4: 'sc2s.sgov.gov' },
  'aws-iso-e': { dualStack: 'api.cloud-aws.adc-e.uk', ipv4: 'cloud.adc-e.uk' },
  'aws-iso-f': { dualStack: 'api.aws.hci.ic.gov', ipv4: 'csp.hci.ic.gov' },
  'aws-us-gov': { dualStack: 'api.aws', ipv4: 'amazonaws.com' },
};

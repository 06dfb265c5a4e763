/** One subject of the catalogue: everything a platform engineer would want checked has a code. */
export interface Code {
  readonly code: string;
  readonly subject: string;
  /** What of it no program can decide from what it may read, why, and what is said instead. */
  readonly undecided?: string;
  /** Why there is no check at all, and where its answer comes from. Only where nothing can be judged. */
  readonly withoutCheck?: string;
}

/** Every code of the catalogue, in its order. A check without a place here, or a place without a check, fails a test. */
export const codes: readonly Code[] = [
  { code: 'CLU-001', subject: 'IP family of the cluster' },
  {
    code: 'CLU-002',
    subject: 'Kubernetes version and Region',
    undecided: "China Regions: AWS's pages contradict each other, so it is a warning and no blocker.",
  },
  {
    code: 'CLU-003',
    subject: 'Families of the API endpoint',
    undecided:
      'Whether a client resolves and reaches it: that depends on where the client is. The name of the endpoint decides.',
  },
  {
    code: 'CLU-004',
    subject: 'Who may reach the public API endpoint',
    undecided: 'Whether an entry is the one somebody meant; the IPv4 addresses that nodes come from are not compared.',
  },
  { code: 'CLU-005', subject: 'Free IPv4 addresses of control plane subnets' },
  { code: 'CLU-006', subject: 'DNS attributes of the VPC' },
  {
    code: 'CLU-007',
    subject: 'Windows nodes, hybrid nodes, Outposts',
    undecided: 'Nodes in Local Zones: nothing documents whether EKS itself refuses them; nothing is said of them.',
  },
  {
    code: 'CLU-008',
    subject: 'Limits of EKS Auto Mode',
    undecided: 'Whether its IPv6 pods reach IPv4: not documented and not visible. An info finding proposes to try it.',
  },
  {
    code: 'CLU-009',
    subject: 'Egress of the control plane',
    undecided: 'Where webhooks and OIDC issuers are, and so whether a route that exists leads there.',
  },
  { code: 'CLU-010', subject: 'Availability Zones of control plane subnets' },
  { code: 'VPC-001', subject: 'IPv4 and IPv6 CIDR of the VPC' },
  { code: 'VPC-002', subject: 'IPv4 and IPv6 CIDR of every subnet' },
  { code: 'VPC-003', subject: 'Automatic IPv6 addresses in node subnets' },
  {
    code: 'VPC-004',
    subject: 'IPv6 default route of private subnets',
    undecided: 'What lies beyond a transit gateway, firewall or instance. That a path exists is told as info.',
  },
  { code: 'VPC-005', subject: 'IPv6 default route of public subnets' },
  {
    code: 'VPC-006',
    subject: 'IPv4 egress of IPv6 pods',
    undecided: 'What lies beyond a transit gateway, firewall or instance.',
  },
  {
    code: 'VPC-007',
    subject: 'DNS64 and NAT64',
    undecided: 'Translation behind a transit gateway: unknown, and said so.',
  },
  {
    code: 'VPC-008',
    subject: 'Network ACLs',
    undecided: 'Which ports workloads need below 1024: those of Kubernetes and DNS are judged. ICMPv6 is not judged.',
  },
  {
    code: 'VPC-009',
    subject: 'Security groups',
    undecided:
      'Which IPv6 block stands for which IPv4 block: some IPv6 peer on the same ports is taken for the counterpart.',
  },
  { code: 'VPC-010', subject: 'VPC block public access' },
  {
    code: 'VPC-011',
    subject: 'VPC endpoints',
    undecided: 'Gateway endpoints for which EC2 tells no address type; conditions on source addresses in IAM policies.',
  },
  {
    code: 'VPC-012',
    subject: 'Overlapping ranges',
    undecided: 'Ranges behind a transit gateway that no route of the VPC names.',
  },
  {
    code: 'VPC-013',
    subject: 'Private IPv6 ranges',
    undecided: 'Whether AWS supports EKS on them: there is no statement. It is a warning about Internet egress.',
  },
  { code: 'CAP-001', subject: 'Free IPv4 addresses of node subnets' },
  {
    code: 'CAP-002',
    subject: 'Free IPv4 /28 blocks',
    undecided: "In a shared VPC other accounts' interfaces are invisible: the number of free blocks is an upper bound.",
  },
  { code: 'CAP-003', subject: 'Free IPv6 /80 blocks' },
  { code: 'CAP-004', subject: 'IPv4 addresses for Fargate' },
  { code: 'CAP-005', subject: 'Addresses a plan needs' },
  { code: 'NOD-001', subject: 'Nitro instances' },
  { code: 'NOD-002', subject: 'InternalIP of nodes' },
  { code: 'NOD-003', subject: 'Pods per node' },
  {
    code: 'NOD-004',
    subject: 'Instance metadata service',
    undecided:
      'Which pods use it: what their code asks for cannot be seen. A setting for its IPv6 endpoint is seen where its value is written out.',
  },
  { code: 'NOD-005', subject: 'IPv6 prefix of the node' },
  { code: 'NOD-006', subject: 'Primary IPv6 address of the node' },
  {
    code: 'NOD-007',
    subject: 'Bootstrap of custom images',
    undecided: 'What an image does by itself at start; only user data can be read.',
  },
  { code: 'CNI-001', subject: 'Version of the VPC CNI' },
  { code: 'CNI-002', subject: 'Settings of the VPC CNI' },
  { code: 'CNI-003', subject: 'Custom networking' },
  {
    code: 'CNI-004',
    subject: 'IAM permissions of the VPC CNI (optional read)',
    undecided: 'Simulation leaves out part of organisation policies and boundaries: "allowed" is not a proof.',
  },
  { code: 'CNI-005', subject: 'IPv4 egress of pods' },
  { code: 'CNI-006', subject: 'Security groups for pods' },
  { code: 'CNI-007', subject: 'Warm pools' },
  { code: 'CNI-008', subject: 'Excluded node subnets' },
  { code: 'CNI-009', subject: 'Addresses of pods' },
  {
    code: 'CNI-010',
    subject: 'Role of the VPC CNI',
    undecided: 'What the role allows: only IAM knows, which CNI-004 asks where somebody wants it.',
  },
  {
    code: 'NP-001',
    subject: 'Families in network policies',
    undecided: 'Which IPv6 block stands for which IPv4 block.',
  },
  { code: 'NP-002', subject: 'Way around network policies over IPv4' },
  { code: 'PRX-001', subject: 'kube-proxy' },
  { code: 'LBC-001', subject: 'AWS Load Balancer Controller' },
  { code: 'LBC-002', subject: 'Ingresses' },
  { code: 'LBC-003', subject: 'Services of type LoadBalancer' },
  { code: 'LBC-004', subject: 'Target types' },
  { code: 'LBC-005', subject: 'UDP on dual-stack load balancers' },
  { code: 'LBC-006', subject: 'In-tree load balancers' },
  { code: 'LBC-007', subject: 'Client ranges of load balancers' },
  { code: 'LBC-008', subject: 'Combinations that IPv6 does not have' },
  { code: 'LBC-009', subject: 'Subnets of load balancers' },
  { code: 'LBC-010', subject: 'Load balancers as AWS has them' },
  { code: 'APP-001', subject: 'Services with IPv4 in them' },
  {
    code: 'APP-002',
    subject: 'Listeners on IPv4 only',
    undecided:
      'What a program listens on unless its arguments or environment say it: literals are told, code is not seen.',
  },
  {
    code: 'APP-003',
    subject: 'Endpoints without a selector',
    undecided: 'Whether what stands behind such an address has IPv6.',
  },
  {
    code: 'APP-004',
    subject: 'Pod Identity and SDKs',
    undecided: 'Which SDK an image carries, and in which version: an info finding tells what to look for.',
  },
  { code: 'ADD-001', subject: 'File system drivers' },
  {
    code: 'ADD-002',
    subject: 'Other CNIs and meshes',
    undecided: 'Components under other image names than those in the table.',
  },
  { code: 'ADD-003', subject: 'external-dns' },
  { code: 'ADD-004', subject: 'Cluster DNS' },
  { code: 'KAR-001', subject: 'Karpenter' },
  { code: 'ADD-005', subject: 'EKS add-ons' },
  { code: 'ADD-006', subject: 'EFS mount targets (optional read)' },
];

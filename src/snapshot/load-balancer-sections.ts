import type { Tally } from './facts/tally.ts';

/** Families of the address ranges a list names, each once, sorted; `invalid` for text that is no CIDR block. */
export type RangeFamilies = readonly ('invalid' | 'ipv4' | 'ipv6')[];

/** What a Service of type LoadBalancer asks for, as it is written: what is left out is absent, whatever the default. */
export interface LoadBalancerService {
  readonly loadBalancerClass?: string;
  /** Annotation `aws-load-balancer-type`. */
  readonly type?: string;
  readonly ipAddressType?: string;
  readonly targetType?: string;
  readonly internetFacing: boolean;
  readonly udp: boolean;
  readonly quic: boolean;
  readonly sources: RangeFamilies;
  /** Security groups or prefix lists of its own, whose rules are not in the object. */
  readonly ownFirewall: boolean;
  /** Annotation `aws-load-balancer-enable-prefix-for-ipv6-source-nat`. */
  readonly sourceNat?: string;
  /** Ids or names, where it names any. */
  readonly subnets: readonly string[];
}

export interface LoadBalancerServices {
  readonly requests: readonly Tally<LoadBalancerService>[];
  /** Annotation `alb.ingress.kubernetes.io/target-type` of Services, of any type, by `namespace/name`: it holds for the Ingresses in front. */
  readonly albTargetTypes: Readonly<Record<string, string>>;
}

/** What an Ingress asks for, as it is written. */
export interface Ingress {
  readonly namespace: string;
  readonly name: string;
  /** The old annotation `kubernetes.io/ingress.class`. */
  readonly classAnnotation?: string;
  readonly className?: string;
  /** Annotation `group.name`: Ingresses of one group share a load balancer. */
  readonly group?: string;
  readonly ipAddressType?: string;
  readonly targetType?: string;
  readonly internetFacing: boolean;
  readonly sources: RangeFamilies;
  readonly ownFirewall: boolean;
  readonly subnets: readonly string[];
  /** A Network Load Balancer in front of the application one. */
  readonly frontendNlb: boolean;
  /** Names of the Services it routes to. */
  readonly backends: readonly string[];
}

export interface IngressClass {
  readonly name: string;
  readonly controller: string;
  /** Where its parameters are; absent where it has none. */
  readonly parameters?: { readonly group: string; readonly kind: string; readonly name: string };
}

/** IngressClassParams of the AWS Load Balancer Controller or of EKS Auto Mode; what they set counts before the annotations. */
export interface IngressClassParams {
  readonly apiGroup: 'elbv2.k8s.aws' | 'eks.amazonaws.com';
  readonly name: string;
  readonly ipAddressType?: string;
  readonly targetType?: string;
  readonly scheme?: string;
  readonly group?: string;
  readonly sources: RangeFamilies;
  readonly subnets: readonly string[];
}

/** LoadBalancerConfiguration of the Gateway API implementation of the AWS Load Balancer Controller. */
export interface LoadBalancerConfiguration {
  readonly namespace: string;
  readonly name: string;
  readonly ipAddressType?: string;
}

/** `elasticloadbalancing:DescribeLoadBalancers`, of those whose tags name the cluster. */
export interface LoadBalancer {
  readonly name: string;
  /** `application` or `network`. */
  readonly type: string;
  /** `ipv4`, `dualstack` or `dualstack-without-public-ipv4`. */
  readonly ipAddressType: string;
  /** What it was made for, as its tags say: `default/shop`, or the name of a group of Ingresses. */
  readonly madeFor?: { readonly kind: 'Service' | 'Ingress'; readonly name: string };
}

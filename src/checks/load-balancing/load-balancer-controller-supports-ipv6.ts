import semver from 'semver';
import { isLoadBalancerController } from '../../snapshot/facts/load-balancer-facts.ts';
import type { LoadBalancerControllerDeployment } from '../../snapshot/kubernetes-sections.ts';
import { blocker, defineCheck, notApplicable, pass, unknown, warning, type ResourceRef } from '../define-check.ts';
import { firstControllerWith } from '../data/load-balancer-controller-versions.ts';
import { versionOf } from '../load-balancer-controllers.ts';
import { controllerUses } from '../requested-ingresses.ts';
import { listRequests, requestRefs } from '../requested-load-balancers.ts';
import { listNames } from '../text.ts';

/**
 * The cloud provider's own load balancers have no IPv6; the AWS Load Balancer Controller gives dual-stack ones since 2.3.1.
 * Services and Ingresses that ask for it get nothing from an older one, or from one that is not there.
 */
export const loadBalancerControllerSupportsIpv6 = defineCheck({
  id: 'load-balancer-controller-supports-ipv6',
  code: 'LBC-001',
  condition: 'LoadBalancerControllerReady',
  title: 'The AWS Load Balancer Controller is there and recent enough for IPv6',
  goals: ['Migrate', 'Operate'],
  needs: ['loadBalancerControllers', 'loadBalancerServices', 'ingresses', 'ingressClasses'],
  reasons: {
    ControllerSupportsIpv6: pass('Every controller is 2.3.1 or later and has a ready pod.'),
    ControllerNotUsed: notApplicable('There is no controller, and no Service or Ingress asks for it.'),
    ControllerMissing: blocker('A Service or Ingress asks for the controller, and there is none.', 'absence'),
    ControllerTooOld: blocker('It is older than 2.3.1, or than 2.4.0 where a Service names its class.', 'seen'),
    IdleControllerTooOld: warning('A controller is older than 2.3.1, and no Service or Ingress asks for it.', 'seen'),
    ControllerWithoutReadyPod: warning('A controller has no ready pod, so nothing it is asked for happens.', 'seen'),
    ControllerVersionUnknown: unknown(
      'The image of a controller has no version: a digest, no tag, or a tag that is no version.',
    ),
    NamedControllerNotFound: unknown('The Deployment that `spec.loadBalancerController` names was not found.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/aws-load-balancer-controller.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Install or upgrade the AWS Load Balancer Controller.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/aws-load-balancer-controller.html',
  },
  evaluate(input, verdict, { policy: { loadBalancerController: named } }) {
    const { loadBalancerControllers } = input;
    const ours = loadBalancerControllers.filter((deployment) =>
      named
        ? deployment.namespace === named.namespace && deployment.name === named.name
        : isLoadBalancerController(deployment),
    );
    const controllers = ours.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const uses = controllerUses(input);
    const needed = uses.some(({ facts }) => facts.classed)
      ? firstControllerWith.loadBalancerClass
      : firstControllerWith.ipv6;
    if (controllers.length === 0) {
      if (uses.length > 0) {
        return verdict('ControllerMissing', `No controller serves ${listRequests(uses)}.`, {
          resources: requestRefs(uses),
        });
      }
      return named
        ? verdict('NamedControllerNotFound', `There is no Deployment ${named.namespace}/${named.name}.`)
        : verdict('ControllerNotUsed', 'No Service or Ingress asks for the AWS Load Balancer Controller.');
    }

    const versions = controllers.map((each) => ({ ...each, version: versionOf(each) }));
    const old = versions.filter(({ version }) => version !== undefined && semver.lt(version, needed));
    const tooOld = `Older than ${needed}: ${listNames(old.map((each) => `${nameOf(each)} (${each.version})`))}`;
    if (old.length > 0 && uses.length > 0) {
      return verdict('ControllerTooOld', `${tooOld}, asked for by ${listRequests(uses)}.`, {
        resources: old.map(toRef),
      });
    }
    const unversioned = versions.filter(({ version }) => version === undefined);
    if (unversioned.length > 0) {
      const images = unversioned.map((each) => `${each.image.image} of ${nameOf(each)}`);
      return verdict('ControllerVersionUnknown', `No version in image ${listNames(images)}.`, {
        resources: unversioned.map(toRef),
      });
    }
    if (old.length > 0) return verdict('IdleControllerTooOld', `${tooOld}.`, { resources: old.map(toRef) });
    const idle = controllers.filter(({ readyReplicas }) => readyReplicas === 0);
    if (idle.length > 0) {
      return verdict('ControllerWithoutReadyPod', `No ready pod: ${listNames(idle.map(nameOf))}.`, {
        resources: idle.map(toRef),
      });
    }
    const listed = versions.map((each) => `${nameOf(each)} is ${each.version}`);
    return verdict('ControllerSupportsIpv6', `${listNames(listed)}.`);
  },
});

function nameOf({ namespace, name }: LoadBalancerControllerDeployment): string {
  return `Deployment ${namespace}/${name}`;
}

function toRef({ namespace, name }: LoadBalancerControllerDeployment): ResourceRef {
  return { kind: 'Deployment', namespace, name };
}

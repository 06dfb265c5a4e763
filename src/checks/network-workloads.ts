import semver from 'semver';
import { imageFacts } from '../snapshot/facts/container-facts.ts';
import type { NetworkWorkload } from '../snapshot/workload-sections.ts';
import type { ResourceRef } from './define-check.ts';

/** `Deployment istio-system/istiod`. */
export function workloadName({ kind, namespace, name }: NetworkWorkload): string {
  return `${kind} ${namespace}/${name}`;
}

export function workloadRef({ kind, namespace, name }: NetworkWorkload): ResourceRef {
  return { kind, namespace, name };
}

/**
 * The version a component says it is. Charts that pin a digest write the tag it was taken from beside it: for add-ons, which
 * come by chart, that is believed.
 */
export function versionOf({ container: { image } }: NetworkWorkload): string | undefined {
  return image.version ?? imageFacts(image.image.split('@')[0]).version;
}

/** What comes behind the numbers is how an image was built (`0.16.1-debian-12`), or a release candidate of that version. */
export function isOlderThan(workload: NetworkWorkload, version: string): boolean | undefined {
  const parsed = semver.parse(versionOf(workload));
  return parsed ? semver.lt(`${parsed.major}.${parsed.minor}.${parsed.patch}`, version) : undefined;
}

/** Every value of a flag that may be given several times, `--name=a` or `--name a`. */
export function valuesOf({ container: { args } }: NetworkWorkload, name: string): readonly string[] {
  return args.flatMap((arg, index) => {
    const flag = arg.replace(/^--?/u, '');
    if (flag === arg) return [];
    if (flag === name) return args[index + 1] ?? [];
    return flag.startsWith(`${name}=`) ? flag.slice(name.length + 1).split(',') : [];
  });
}

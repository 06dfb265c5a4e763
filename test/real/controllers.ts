import { join } from 'node:path';
import { startChildProcess } from './child-process.ts';
import type { RealKubeApiserver } from './kube-apiserver.ts';
import { findParts } from './parts.ts';

export interface Controllers {
  /** The last words of each, for messages. */
  lastOutput(): string;
  stop(): Promise<void>;
}

const stages = join(import.meta.dirname, 'kwok', 'stages.yaml');

/** Those that a rollout takes. The rest, above all the one of DaemonSets, would act on what a scenario put there. */
const needed = ['deployment-controller', 'replicaset-controller', 'node-lifecycle-controller'];

/**
 * Nothing renews the nodes' leases, so nodes stay ready for longer than a suite takes. With leases, kwok plays a pod only if
 * its cache already shows the lease of the pod's node, and a pod that comes sooner is forgotten.
 */
const patient = ['--node-monitor-grace-period=30m', '--node-startup-grace-period=30m'];

/**
 * kube-controller-manager and kube-scheduler as they are, at their own pace of 20 calls a second, and kwok, which
 * makes nodes ready and pods run. They begin as soon as they are up; nobody has to wait for them.
 */
export function startControllers(server: RealKubeApiserver): Controllers {
  const { controllers, missingControllers } = findParts();
  if (controllers === undefined) throw new Error(`no controllers: ${missingControllers.join('; ')}`);
  const access = `--kubeconfig=${server.adminKubeconfig}`;
  const alone = [access, '--leader-elect=false', '--secure-port=0'];
  const processes = [
    startChildProcess(controllers.kubeControllerManager, [...alone, ...patient, `--controllers=${needed.join(',')}`]),
    startChildProcess(controllers.kubeScheduler, alone),
    startChildProcess(controllers.kwok, [
      access,
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=0',
      `--config=${stages}`,
    ]),
  ];
  return {
    lastOutput: () => processes.map((each) => each.lastOutput()).join('\n--\n'),
    stop: async () => void (await Promise.all(processes.map((each) => each.kill()))),
  };
}

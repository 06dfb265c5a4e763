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
 * kube-controller-manager and kube-scheduler as they are, at their own pace of 20 calls a second, and kwok, which
 * makes nodes ready and pods run. They begin as soon as they are up; nobody has to wait for them.
 */
export function startControllers(server: RealKubeApiserver): Controllers {
  const { controllers, missingControllers } = findParts();
  if (controllers === undefined) throw new Error(`no controllers: ${missingControllers.join('; ')}`);
  const access = `--kubeconfig=${server.adminKubeconfig}`;
  const alone = [access, '--leader-elect=false', '--secure-port=0'];
  const processes = [
    startChildProcess(controllers.kubeControllerManager, [...alone, `--controllers=${needed.join(',')}`]),
    startChildProcess(controllers.kubeScheduler, alone),
    startChildProcess(controllers.kwok, [
      access,
      '--manage-all-nodes=true',
      '--node-lease-duration-seconds=40',
      `--config=${stages}`,
    ]),
  ];
  return {
    lastOutput: () => processes.map((each) => each.lastOutput()).join('\n--\n'),
    stop: async () => void (await Promise.all(processes.map((each) => each.kill()))),
  };
}
